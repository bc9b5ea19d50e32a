// Writes a safetensors file, one tensor after another, so that no two need be in memory. The header
// is padded to a multiple of eight bytes and the tensors lie without gaps, the largest element type
// first, so that all are aligned. The file appears under its name when it is whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/base/atomic_file.h"

namespace goodparts {

class SafetensorsWriter {
 public:
  struct Tensor {
    std::string name;
    std::string type;  // safetensors' name: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL
    std::vector<std::int64_t> shape;
    std::uint64_t bytes = 0;
  };

  // The order in which write() must be given the tensors: by element size, then by name.
  static void sort(std::vector<Tensor>& tensors);

  // Writes the header. `tensors` sorted, names in UTF-8 and different from each other. Throws
  // Error(kOutput) where the file cannot be written, here and below.
  SafetensorsWriter(const std::filesystem::path& path, const std::vector<Tensor>& tensors,
                    const std::map<std::string, std::string>& metadata);

  // The next bytes of the tensors, little-endian; a tensor may come in parts.
  void write(std::string_view bytes);
  // Gives the file its name. All bytes must have been written.
  void commit();

 private:
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  AtomicFile file_;
  std::ofstream out_;
  std::uint64_t missing_ = 0;
};

}  // namespace goodparts
