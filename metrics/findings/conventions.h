// The same scores under every convention, side by side, so that figures of different papers and
// tools can be explained. What is marked as not exact misleads, and is here for that purpose only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernels/base/context.h"
#include "metrics/evaluation.h"
#include "metrics/findings/findings.h"
#include "metrics/pixel/aupro_conventions.h"

namespace goodparts {

struct ConventionValue {
  std::string metric;      // "AUROC", "AU-PRO 0.30"
  std::string convention;  // "mvtec_ad"; "" where there is but one
  double value = kUndefined;
  bool exact = true;
  std::string definition;
  std::string source;
};

struct UnitConventions {
  std::string unit;
  std::vector<ConventionValue> values;
};

// pixels: read once for each unit that has maps. model_size: of the convention anomalib, which is
// undefined without. Throws what reading maps throws.
std::vector<UnitConventions> compare_conventions(const Context& context, const ScoreTable& table,
                                                 const PixelSources& pixels,
                                                 const Evaluation& evaluation,
                                                 std::optional<ModelSize> model_size = {});

// A table for each unit.
std::string conventions_markdown(const std::vector<UnitConventions>& units);

}  // namespace goodparts
