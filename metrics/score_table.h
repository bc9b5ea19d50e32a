// Scores of samples with what is known about them: everything that metrics need, from any detector.
// Columns are parallel; one entry for each sample.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace goodparts {

enum class Split : std::uint8_t {
  kCalibration = 0,
  kTest = 1
};  // calibration: held-out good, never trained on

struct ConditionColumn {
  std::string name;
  bool numeric = false;
  std::vector<double> numbers;     // numeric; NaN: not known
  std::vector<std::string> texts;  // categorical; "": not known
};

struct PixelMoments {
  std::int64_t count = 0;
  double mean = 0.0;
  double deviation = 0.0;
};

struct ScoreTable {
  std::vector<std::string> unit;  // scores are comparable within a unit only
  std::vector<std::string> id;
  std::vector<std::string> group;
  std::vector<Split> split;
  std::vector<std::int8_t> label;   // 0 good, 1 anomalous, −1 not known
  std::vector<std::string> defect;  // "good" for good samples, "" where not known
  std::vector<double> score;        // higher is more anomalous; finite
  std::vector<ConditionColumn> conditions;
  // Rows of a unit's split follow each other in time; seconds: of each row, never decreasing within
  // them; empty: not known.
  bool in_time_order = false;
  std::vector<double> seconds;
  std::vector<double> latency_ms;  // what it took to score each row alone; empty: not known
  // By unit: mean and standard deviation of the pixels of its held-out good maps.
  std::map<std::string, PixelMoments> calibration_pixels;
  // By unit: the method's own limit, from theory or from the training samples; a sample is out of
  // control when score > limit. Units of methods that have none are absent.
  std::map<std::string, double> control_limits;

  std::size_t size() const { return score.size(); }
};

// One scored image at the size at which pixels are compared, with its ground truth.
struct PixelImage {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<float> scores;
  std::vector<std::uint8_t> mask;  // 1: defective
  std::string name = {};           // of its file, for messages; "": not known
};

// The images of a unit's test split that have maps and masks. read() may be called again for the
// same index.
class PixelSource {
 public:
  virtual ~PixelSource() = default;
  virtual std::int64_t size() const = 0;
  virtual PixelImage read(std::int64_t index) const = 0;
  // Whether read() may run on several threads at once: true for files that are opened one by one.
  virtual bool concurrent_reads() const { return false; }
};

// Those that stand for rows of a score table.
class TestMaps : public PixelSource {
 public:
  virtual std::size_t row(std::int64_t index) const = 0;
};

}  // namespace goodparts
