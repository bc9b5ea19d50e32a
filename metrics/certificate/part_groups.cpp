#include "metrics/certificate/part_groups.h"

#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cassert>
#include <cmath>
#include <map>
#include <vector>

#include "metrics/intervals.h"

namespace goodparts {
namespace {

using Members = std::vector<double>;

std::vector<Members> members_of(std::span<const double> scores,
                                std::span<const std::string> groups) {
  std::map<std::string, Members> named;
  std::vector<Members> all;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (groups[i].empty()) {
      all.push_back({scores[i]});
    } else {
      named[groups[i]].push_back(scores[i]);
    }
  }
  for (auto& [name, members] : named) {
    all.push_back(std::move(members));
  }
  return all;
}

double mean(const Members& values) {
  double sum = 0.0;
  for (const double value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

// One-way analysis of variance.
void compare_groups(PartGroups& result, std::span<const double> scores,
                    const std::vector<Members>& groups, double squared_sizes) {
  const auto n = static_cast<double>(scores.size());
  const auto count = static_cast<double>(groups.size());
  if (count < 2.0) {
    return;
  }
  const double centre = mean(Members(scores.begin(), scores.end()));
  double between = 0.0;
  double within = 0.0;
  for (const Members& group : groups) {
    const double own = mean(group);
    between += static_cast<double>(group.size()) * (own - centre) * (own - centre);
    for (const double value : group) {
      within += (value - own) * (value - own);
    }
  }
  between /= count - 1.0;
  within /= n - count;
  const double size = (n - squared_sizes / n) / (count - 1.0);
  const double total = between + (size - 1.0) * within;
  if (!(total > 0.0)) {
    return;
  }
  result.intraclass_correlation = std::clamp((between - within) / total, 0.0, 1.0);
  result.p_value = within == 0.0
                       ? 0.0
                       : boost::math::cdf(boost::math::complement(
                             boost::math::fisher_f(count - 1.0, n - count), between / within));
}

double effective_bound(double false_alarms, double parts, double design_effect, double confidence) {
  return false_alarms >= parts
             ? 1.0
             : boost::math::ibeta_inv(false_alarms / design_effect + 1.0,
                                      (parts - false_alarms) / design_effect, confidence);
}

}  // namespace

PartGroups count_groups(std::span<const double> scores, std::span<const std::string> groups,
                        double threshold, std::int64_t false_alarms, double confidence) {
  PartGroups result;
  if (groups.empty()) {
    return result;
  }
  assert(groups.size() == scores.size());
  const std::vector<Members> members = members_of(scores, groups);
  result.known = true;
  result.groups = std::ssize(members);
  double squared_sizes = 0.0;
  for (const Members& group : members) {
    result.largest = std::max<std::int64_t>(result.largest, std::ssize(group));
    result.flagged += *std::max_element(group.begin(), group.end()) > threshold ? 1 : 0;
    squared_sizes += std::pow(static_cast<double>(group.size()), 2);
  }
  const auto n = static_cast<double>(scores.size());
  result.fpr_upper = clopper_pearson_upper(result.flagged, result.groups, confidence);
  result.design_effect = 1.0;
  if (result.clustered()) {
    compare_groups(result, scores, members, squared_sizes);
    result.design_effect = 1.0 + (squared_sizes / n - 1.0) * result.intraclass_correlation;
  }
  result.effective_parts = n / result.design_effect;
  if (!std::isnan(result.design_effect)) {
    result.fpr_upper_effective =
        effective_bound(static_cast<double>(false_alarms), n, result.design_effect, confidence);
  }
  return result;
}

}  // namespace goodparts
