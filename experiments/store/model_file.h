// model.h5: a trained detector for each unit, with what is needed to read new inputs and to say
// flagged or not.
//
//   schema "goodparts.model/1"; config (the run's resolved YAML); input/… (InputSpec);
//   units/<i>/{name, threshold/…, detector/…}
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "experiments/store/hdf5_file.h"
#include "methods/detector.h"
#include "metrics/evaluation.h"

namespace goodparts {

class ModelFileWriter {
 public:
  ModelFileWriter(const std::filesystem::path& path, const std::string& config_yaml,
                  const InputSpec& input);
  void add_unit(std::size_t index, const std::string& name, const Detector& detector);
  // Once the thresholds of all units are known.
  void finish(const std::vector<ThresholdChoice>& choices);

 private:
  Hdf5File file_;
};

class ModelFile {
 public:
  // `path` is model.h5 or a run's folder.
  explicit ModelFile(const std::filesystem::path& path);
  const std::string& config_yaml() const { return config_yaml_; }
  const InputSpec& input() const { return input_; }
  const std::vector<std::string>& units() const { return units_; }
  ThresholdChoice choice(std::size_t unit) const;
  void load(std::size_t unit, Detector& into) const;

 private:
  Hdf5File file_;
  std::string config_yaml_;
  InputSpec input_;
  std::vector<std::string> units_;
};

}  // namespace goodparts
