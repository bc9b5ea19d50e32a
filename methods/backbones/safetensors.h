// Reads tensors from a safetensors file: eight bytes of header length, a JSON header, then the raw
// little-endian values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "methods/archive.h"

namespace goodparts {

class SafetensorsFile {
 public:
  // Reads and checks the header. Throws Error(kData) naming the file, and the tensor where one is
  // at fault.
  explicit SafetensorsFile(std::string path);

  const std::string& path() const { return path_; }
  std::vector<std::string> names() const;

  // The tensor as floats (from F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL). Throws
  // Error(kData) where it is missing (with the names nearest to it), of another shape, or cut off.
  FloatArray read(const std::string& name, const std::vector<std::int64_t>& expected_shape) const;

 private:
  struct Entry {
    std::string type;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0;  // in the file
    std::uint64_t end = 0;
  };

  [[noreturn]] void fail(const std::string& what) const;

  std::string path_;
  std::map<std::string, Entry> entries_;
};

}  // namespace goodparts
