#include "metrics/certificate/part_groups.h"

#include <algorithm>
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

double intraclass_correlation(std::span<const double> scores, const std::vector<Members>& groups,
                              double squared_sizes) {
  const auto n = static_cast<double>(scores.size());
  const auto count = static_cast<double>(groups.size());
  if (count < 2.0 || count == n) {
    return kUndefined;
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
  return total > 0.0 ? std::clamp((between - within) / total, 0.0, 1.0) : kUndefined;
}

}  // namespace

PartGroups count_groups(std::span<const double> scores, std::span<const std::string> groups,
                        double threshold, double confidence) {
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
  if (!result.clustered()) {
    result.design_effect = 1.0;
    result.effective_parts = n;
    return result;
  }
  result.intraclass_correlation = intraclass_correlation(scores, members, squared_sizes);
  result.design_effect = 1.0 + (squared_sizes / n - 1.0) * result.intraclass_correlation;
  result.effective_parts = n / result.design_effect;
  return result;
}

}  // namespace goodparts
