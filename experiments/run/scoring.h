// The part of a run that is left of the score file: everything that needs the detector and the
// data.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "experiments/run/attribution.h"
#include "experiments/run/run.h"
#include "experiments/run/settings.h"
#include "experiments/run/unit_run.h"
#include "experiments/store/model_file.h"
#include "experiments/store/score_file.h"

namespace goodparts {

class Scoring {
 public:
  // Writes scores.h5, and model.h5 where the settings ask for it, into `folder`. The references
  // must outlive this object.
  Scoring(const RunRequest& request, const RunSettings& settings, const Context& context,
          const std::filesystem::path& folder);

  // Fits and scores every unit.
  void run();
  void finish_model(const std::vector<ThresholdChoice>& choices);
  // attribution.csv at the chosen thresholds; "" where the method explains nothing.
  std::string attribution(const std::vector<ThresholdChoice>& choices) const;

  const Dataset& dataset() const { return *dataset_; }
  const Facts& facts() const { return facts_; }
  const UnitTimings& timings() const { return timings_; }
  Picture picture(std::int64_t row) const;

 private:
  struct RowOrigin {  // where a row of the score table came from, for its picture
    std::size_t unit;
    std::int64_t index;
  };

  void run_unit(std::size_t index, const std::string& name, const std::string& which);
  // False where the method explains nothing.
  bool explain_unit(std::size_t index, const ThresholdChoice& choice,
                    AttributionTable& attributed) const;
  void score_unit(std::size_t index, const std::string& name, const Detector& detector,
                  const Unit& unit);
  void write_map(std::int64_t row, std::int64_t index, const AnomalyMap& map,
                 const SampleSource& source, const Labels& labels);

  const RunRequest& request_;
  const RunSettings& settings_;
  const Context& context_;
  std::filesystem::path checkpoints_;  // of all units
  std::unique_ptr<Dataset> dataset_;
  ScoreFileWriter score_file_;
  std::optional<ModelFileWriter> model_file_;
  std::vector<Unit> units_;
  // Of units of rows, whose data stay in memory too: what is flagged is known, and explained, last.
  std::vector<std::unique_ptr<Detector>> explainers_;
  std::vector<std::vector<double>> test_scores_;  // of each unit
  ScoreTableBuilder table_;
  std::vector<RowOrigin> origins_;
  Facts facts_;
  UnitTimings timings_;
};

}  // namespace goodparts
