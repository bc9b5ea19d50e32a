// Any detector of rows with the operating conditions taken out of the signals in front of it. The
// detector inside sees the same samples with the same names, only with other values.
//
// With a window, the conditions are those of the window's last row, as in SampleInfo.
#pragma once

#include <memory>

#include "methods/conditions/condition_settings.h"
#include "methods/detector.h"

namespace goodparts {

// `detector` itself where conditions stay in (mode "none").
std::unique_ptr<Detector> with_conditions(const ConditionSettings& settings,
                                          std::unique_ptr<Detector> detector);

}  // namespace goodparts
