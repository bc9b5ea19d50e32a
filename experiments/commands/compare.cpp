#include <fmt/format.h>
#include <omp.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "experiments/commands/commands.h"
#include "experiments/evaluate/score_input.h"
#include "experiments/exit_code.h"
#include "kernels/base/atomic_file.h"
#include "kernels/base/error.h"
#include "metrics/comparison/comparison_json.h"
#include "metrics/comparison/comparison_markdown.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

// "NAME=PATH" or a path, whose name is that of the folder or file.
std::pair<std::string, std::string> name_and_path(const std::string& given) {
  if (const std::size_t equals = given.find('=');
      equals != std::string::npos && !fs::exists(given)) {
    return {given.substr(0, equals), given.substr(equals + 1)};
  }
  fs::path path = fs::path(given).lexically_normal();
  if (!path.has_filename()) {  // "runs/a/"
    path = path.parent_path();
  }
  if (path.filename() == "scores.h5" && path.has_parent_path()) {
    path = path.parent_path();
  }
  return {path.stem().string(), given};
}

DetectorScores read_detector(const std::string& given) {
  const auto [name, path] = name_and_path(given);
  ScoreInputOptions options;
  options.scores = path;
  return {name, ScoreInput(options).table()};
}

}  // namespace

int compare_command(const Program& program, const CompareOptions& options) {
  std::vector<DetectorScores> detectors;
  for (const std::string& given : options.scores) {
    detectors.push_back(read_detector(given));
  }
  Context context;
  context.seed = static_cast<std::uint64_t>(options.seed);
  context.threads = options.threads.value_or(omp_get_max_threads());
  context.progress = &program.bar;
  context.cancelled = &program.cancelled;
  const Comparison comparison = compare_detectors(context, detectors, options.comparison);
  const std::string page = comparison_markdown(comparison);
  program.bar.clear();
  fmt::print("{}", page);
  if (!options.output.empty()) {
    const fs::path folder = options.output;
    fs::create_directories(folder);
    write_file_atomically(folder / "comparison.json", to_json(comparison).dump(1) + "\n");
    write_file_atomically(folder / "comparison.md", page);
    fmt::print("written to {}\n", options.output);
  }
  return kExitOk;
}

}  // namespace goodparts
