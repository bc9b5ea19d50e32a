#include "experiments/config/sweep.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "experiments/config/override_functions.h"
#include "experiments/config/override_parser.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

bool matches_any(const std::string& option, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return fnmatch(pattern.c_str(), option.c_str(), FNM_NOESCAPE) == 0;
  });
}

std::vector<std::string> glob_options(const SearchPath& search_path, const Override& override) {
  const Glob& glob = override.value->get<Glob>();
  const std::vector<std::string> all = search_path.options(override.key.key_or_group);
  std::vector<std::string> chosen;
  for (const std::string& option : all) {
    if (matches_any(option, glob.include) && !matches_any(option, glob.exclude)) {
      chosen.push_back(option);
    }
  }
  if (chosen.empty()) {
    fail(fmt::format("override '{}': no option of '{}' matches; there are: {}", override.text,
                     override.key.key_or_group, joined(all, ", ")));
  }
  return chosen;
}

// The plain overrides that one override stands for.
std::vector<std::string> axis(const SearchPath* search_path, const Override& override) {
  if (!override.is_sweep()) {
    return {override.text};
  }
  std::vector<std::string> values;
  if (override.value->is<Glob>()) {
    if (search_path == nullptr) {
      fail(fmt::format("override '{}': glob() needs the config folder", override.text));
    }
    values = glob_options(*search_path, override);
  } else if (override.value->is<IntervalSweep>()) {
    fail(fmt::format("override '{}': an interval cannot be enumerated; use range() or choice()",
                     override.text));
  } else {
    for (const Value& value : sweep_values(*override.value)) {
      values.push_back(to_override_text(value));
    }
  }
  if (values.empty()) {
    fail(fmt::format("override '{}': it has no values to sweep over", override.text));
  }
  for (std::string& value : values) {
    value = fmt::format("{}={}", override.key_element(), value);
  }
  return values;
}

std::vector<std::vector<std::string>> expand(const SearchPath* search_path,
                                             const std::vector<std::string>& overrides) {
  std::vector<std::vector<std::string>> cells(1);
  for (const Override& override : parse_overrides(overrides)) {
    const std::vector<std::string> values = axis(search_path, override);
    std::vector<std::vector<std::string>> longer;
    longer.reserve(cells.size() * values.size());
    for (const std::vector<std::string>& cell : cells) {
      for (const std::string& value : values) {
        longer.push_back(cell);
        longer.back().push_back(value);
      }
    }
    cells = std::move(longer);
  }
  return cells;
}

}  // namespace

std::vector<std::vector<std::string>> expand_sweep(const std::vector<std::string>& overrides) {
  return expand(nullptr, overrides);
}

std::vector<std::vector<std::string>> expand_sweep(const SearchPath& search_path,
                                                   const std::vector<std::string>& overrides) {
  return expand(&search_path, overrides);
}

}  // namespace goodparts::config
