// What a detector may see: samples without labels, so that label leakage is a type error.
//
// A sample is an image, shape {channels, height, width}, float in [0, 1] after resizing and
// cropping, RGB order (grey is repeated into three channels); or a row, shape {features}, raw
// values in the units of the file. Missing row values are NaN where the reader allows them.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace goodparts {

struct Shape {
  std::vector<std::int64_t> dims;

  bool is_image() const { return dims.size() == 3; }
  std::int64_t elements() const {
    std::int64_t product = 1;
    for (const std::int64_t dim : dims) {
      product *= dim;
    }
    return product;
  }
  bool operator==(const Shape&) const = default;
};

// An operating condition under which a sample was taken: shift=night, load=42.0. Conditions explain
// false positives; they are not labels.
struct Condition {
  std::string name;
  std::string text;                                          // as written
  double number = std::numeric_limits<double>::quiet_NaN();  // NaN: categorical
};

struct SampleInfo {
  std::string id;     // unique within a unit: a path relative to the root, or <file>#<row>
  std::string group;  // samples that are not independent of each other share one: a file, a lot
  std::vector<Condition> conditions;
};

// Where an input image lies in its original: the input covers [top, bottom) × [left, right) of
// height × width pixels.
struct ImageGeometry {
  std::int64_t height = 0;
  std::int64_t width = 0;
  double top = 0.0;
  double left = 0.0;
  double bottom = 0.0;
  double right = 0.0;
};

// An 8-bit picture for people to look at, RGB interleaved, row by row.
struct Picture {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<std::uint8_t> rgb;
};

class SampleSource {
 public:
  virtual ~SampleSource() = default;
  virtual std::int64_t size() const = 0;
  virtual const Shape& shape() const = 0;  // of one sample
  virtual const SampleInfo& info(std::int64_t index) const = 0;
  // Writes the samples one after another; out.size() == indices.size() * shape().elements(). Safe
  // to call from several threads at once. Throws Error(kData) naming the file.
  virtual void read(std::span<const std::int64_t> indices, std::span<float> out) const = 0;

  // Rows only: the names of the features, in order. Images: empty.
  virtual std::vector<std::string> feature_names() const { return {}; }
  // Rows only: of each feature the names of its levels, where its values are level numbers 0, 1, …;
  // none for numbers. A value of as many as there are levels is a text that is none of them. Empty:
  // all features are numbers.
  virtual std::vector<std::vector<std::string>> categories() const { return {}; }
  // Rows only: how many consecutive rows make a sample, oldest first. Its features are each row's
  // in turn, so shape().elements() is a multiple of it.
  virtual std::int64_t window() const { return 1; }
  // Images only.
  virtual ImageGeometry geometry(std::int64_t /*index*/) const { return {}; }
  virtual Picture picture(std::int64_t /*index*/) const { return {}; }  // at original size
};

}  // namespace goodparts
