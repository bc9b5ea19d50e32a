// Scores to evaluate, wherever they come from: a run of ours (its folder or scores.h5), or a CSV
// that another tool wrote, with its folders of maps and masks.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiments/evaluate/map_folder.h"
#include "experiments/evaluate/score_csv.h"
#include "experiments/store/score_file.h"
#include "kernels/base/context.h"
#include "reports/run_record.h"

namespace goodparts {

struct ScoreInputOptions {
  std::string scores;       // a run's folder, a score file (.h5) or a CSV
  std::string calibration;  // CSV of held-out good parts; "": none, or in `scores`
  std::string maps;         // folders; "": none
  std::string masks;
  ScoreCsvOptions csv;
};

class ScoreInput {
 public:
  // Throws Error(kData) where a file is missing or damaged, Error(kConfig) for options that a score
  // file of ours does not take.
  explicit ScoreInput(const ScoreInputOptions& options);
  // A score file that is being written.
  explicit ScoreInput(const std::filesystem::path& score_file);

  // Reads the maps of held-out good parts in the folder of maps, where there are any, for the
  // table's calibration_pixels; a score file has them already.
  void measure_calibration(const Context& context);
  const ScoreTable& table() const { return table_; }
  std::unique_ptr<TestMaps> pixels(const std::string& unit) const;
  const MapFolder* map_folder() const { return folder_.get(); }  // null: none given
  const ScoreFile* score_file() const { return file_.get(); }    // null: a CSV
  // The run that the scores belong to; none for a CSV, a score file on its own, or a result that
  // cannot be read (which is logged).
  std::optional<RunRecord> load_its_run() const;
  std::vector<std::string> warnings() const;

 private:
  void read_csv(const ScoreInputOptions& options);

  std::unique_ptr<ScoreFile> file_;
  ScoreTable table_;
  std::unique_ptr<MapFolder> folder_;
  std::filesystem::path run_folder_;  // of a score file
};

}  // namespace goodparts
