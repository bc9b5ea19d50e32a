// Good parts that come in groups (a batch, a day, a video) are not as many independent parts as
// they are counted.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "metrics/evaluation.h"

namespace goodparts {

struct PartGroups {
  bool known = false;
  std::int64_t groups = 0;
  std::int64_t largest = 0;  // parts in the largest group
  std::int64_t flagged = 0;  // groups with a part above the threshold
  // Share of the scores' variance that lies between groups (one-way analysis of variance, at least
  // 0); NaN with one group or where all scores are equal.
  double intraclass_correlation = kUndefined;
  double p_value = kUndefined;        // of no difference between groups (F test)
  double design_effect = kUndefined;  // 1 + (m − 1) ρ, m the mean size seen by a part (Kish 1965)
  double effective_parts = kUndefined;  // parts / design effect
  // Bound of as many parts and false alarms divided by the design effect (Korn & Graubard 1998).
  double fpr_upper_effective = kUndefined;
  // Bound with every group taken as one part, which is flagged if one of its parts is.
  double fpr_upper = 1.0;

  bool clustered() const { return known && largest > 1; }
  // Scores of a group are alike beyond chance: the bounds that count parts do not hold.
  bool alike() const { return clustered() && p_value < 0.05; }
};

// groups parallel to scores, or empty: not known. "" is a group of its own for each part.
// `false_alarms`: those that the bound counts, at rank k: k − 1.
PartGroups count_groups(std::span<const double> scores, std::span<const std::string> groups,
                        double threshold, std::int64_t false_alarms, double confidence);

}  // namespace goodparts
