// The certificate for other programs. NaN is written as null.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "metrics/certificate/certificate.h"

namespace goodparts {

nlohmann::ordered_json to_json(const Certificate& certificate);

}  // namespace goodparts
