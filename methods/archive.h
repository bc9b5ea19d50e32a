// Where a trained detector writes itself and reads itself back; experiments/store implements it on
// HDF5. Names are paths: "bank/vectors". Reading a missing name or another type throws Error(kData)
// naming the file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace goodparts {

struct FloatArray {
  std::vector<std::int64_t> shape;
  std::vector<float> values;  // row-major
};

class ArchiveWriter {
 public:
  virtual ~ArchiveWriter() = default;
  virtual void text(const std::string& name, const std::string& value) = 0;
  virtual void texts(const std::string& name, const std::vector<std::string>& values) = 0;
  virtual void number(const std::string& name, double value) = 0;
  virtual void numbers(const std::string& name, std::span<const double> values) = 0;
  virtual void integers(const std::string& name, std::span<const std::int64_t> values) = 0;
  virtual void floats(const std::string& name, const std::vector<std::int64_t>& shape,
                      std::span<const float> values) = 0;
};

class ArchiveReader {
 public:
  virtual ~ArchiveReader() = default;
  virtual bool has(const std::string& name) const = 0;
  virtual std::string text(const std::string& name) const = 0;
  virtual std::vector<std::string> texts(const std::string& name) const = 0;
  virtual double number(const std::string& name) const = 0;
  virtual std::vector<double> numbers(const std::string& name) const = 0;
  virtual std::vector<std::int64_t> integers(const std::string& name) const = 0;
  virtual FloatArray floats(const std::string& name) const = 0;
  virtual std::vector<std::string> names(const std::string& folder) const = 0;  // direct children
};

}  // namespace goodparts
