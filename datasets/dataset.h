// A labelled dataset, split so that only good samples are trained on and labels stay apart from
// samples.
//
// A dataset is one or more units. Each unit (an MVTec category, a SKAB file) is fitted, thresholded
// and scored on its own; metrics are means over units, counts are pooled.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/context.h"

namespace goodparts {

struct Mask {  // 1: defective; same size as the original image
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<std::uint8_t> pixels;
};

inline constexpr const char* kGood = "good";

class Labels {
 public:
  virtual ~Labels() = default;
  virtual std::int64_t size() const = 0;
  virtual bool anomalous(std::int64_t index) const = 0;
  virtual const std::string& defect(std::int64_t index) const = 0;  // kGood for good samples
  virtual bool has_masks() const { return false; }
  // Of good samples too (all zero). Throws Error(kData) where the file is missing or of another
  // size.
  virtual Mask mask(std::int64_t /*index*/) const { return {}; }
};

struct Unit {
  std::string name;
  std::unique_ptr<SampleSource> train;  // good only (unless the protocol's name says otherwise)
  std::unique_ptr<SampleSource> calibration;  // held-out good, never trained on; size() may be 0
  std::unique_ptr<SampleSource> test;
  std::unique_ptr<Labels> test_labels;  // parallel to test
};

// How to read new inputs for a trained detector in the same way; kept in the model file.
struct InputSpec {
  std::string kind;  // "image", "rows" or "cycles"
  // image
  std::int64_t resize_height = 0;
  std::int64_t resize_width = 0;
  std::int64_t crop = 0;  // 0: none
  // rows and cycles (whose features' names say how they are made: cycle_features.h)
  std::vector<std::string> features;  // column names, in order; empty for unnamed columns (npz)
  std::string separator;
  std::int64_t window = 1;
  std::vector<std::string> conditions;  // columns recorded as operating conditions, where present
  // SampleSource::categories() of one row (not of a window).
  std::vector<std::vector<std::string>> categories;
};

class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual std::vector<std::string> unit_names() const = 0;
  // Checks the unit's files, with progress; throws Error(kData) that names what is wrong.
  virtual Unit open(const Context& context, std::size_t unit) const = 0;
  Unit open(std::size_t unit) const { return open(Context{}, unit); }
  virtual InputSpec input() const = 0;
  // The samples of a unit's split follow each other in time, so that metrics of time series apply.
  virtual bool in_time_order() const { return false; }
  // Things a reader of the results must know: the protocol, and what looked wrong in the data.
  virtual std::string protocol() const = 0;
  virtual std::vector<std::string> warnings() const { return {}; }
};

// New, unlabelled inputs for a trained detector: image files (or folders of them), CSV or npz
// files, folders of cycles.
std::unique_ptr<SampleSource> open_inputs(const InputSpec& spec,
                                          const std::vector<std::string>& paths);

}  // namespace goodparts
