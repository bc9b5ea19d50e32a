#include "experiments/evaluate/score_input.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "experiments/store/result_file.h"
#include "experiments/store/run_folder.h"
#include "kernels/base/error.h"
#include "metrics/pixel/score_moments.h"
#include "metrics/unit_rows.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

void require_none_of_csv(const ScoreInputOptions& options) {
  const auto refuse = [&](bool given, const char* option) {
    if (given) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}: given, but {} is a score file of goodparts, which holds this "
                              "itself; leave it out",
                              option, options.scores));
    }
  };
  refuse(!options.calibration.empty(), "--calibration");
  refuse(!options.maps.empty(), "--maps");
  refuse(!options.masks.empty(), "--masks");
  refuse(!options.csv.columns.empty(), "--column");
}

}  // namespace

ScoreInput::ScoreInput(const ScoreInputOptions& options) {
  fs::path path = options.scores;
  if (fs::is_directory(path)) {
    path /= "scores.h5";
  }
  if (!fs::exists(path)) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: no such file; give a run's folder, its scores.h5, or a CSV with "
                            "the columns id and score",
                            path.string()));
  }
  if (path.extension() != ".h5") {
    read_csv(options);
    return;
  }
  require_none_of_csv(options);
  file_ = std::make_unique<ScoreFile>(path);
  table_ = file_->table();
  run_folder_ = path.has_parent_path() ? path.parent_path() : fs::path(".");
}

std::optional<RunRecord> ScoreInput::load_its_run() const {
  if (run_folder_.empty() || !is_finished_run(run_folder_)) {
    return std::nullopt;
  }
  try {
    return load_run(run_folder_);
  } catch (const Error& error) {
    spdlog::warn("what is known of the run is left out: {}", error.what());
    return std::nullopt;
  }
}

void ScoreInput::measure_calibration(const Context& context) {
  if (!folder_) {
    return;
  }
  for (const UnitRows& unit : split_units(table_)) {
    if (const std::unique_ptr<TestMaps> maps = folder_->calibration(unit.name)) {
      const ScoreMoments moments = calibration_moments(*maps, context.threads);
      table_.calibration_pixels[unit.name] = {moments.count(), moments.mean(), moments.deviation()};
    }
  }
}

ScoreInput::ScoreInput(const fs::path& score_file)
    : file_(std::make_unique<ScoreFile>(score_file)), table_(file_->table()) {}

void ScoreInput::read_csv(const ScoreInputOptions& options) {
  table_ = read_score_csv(options.scores, options.csv);
  if (!options.calibration.empty()) {
    ScoreCsvOptions held_out = options.csv;
    held_out.split = Split::kCalibration;
    append(table_, read_score_csv(options.calibration, held_out));
  }
  if (!options.maps.empty()) {
    folder_ = std::make_unique<MapFolder>(table_, options.maps, options.masks);
  } else if (!options.masks.empty()) {
    throw Error(ErrorKind::kConfig,
                fmt::format("--masks: {} is given without --maps; masks are compared with anomaly "
                            "maps",
                            options.masks));
  }
}

std::unique_ptr<TestMaps> ScoreInput::pixels(const std::string& unit) const {
  return file_ ? file_->pixels(unit) : folder_ ? folder_->test(unit) : nullptr;
}

std::vector<std::string> ScoreInput::warnings() const {
  return folder_ ? folder_->warnings() : std::vector<std::string>{};
}

}  // namespace goodparts
