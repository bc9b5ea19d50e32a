// Safetensors files for tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace goodparts::testing {

// A file of the given header and data, whatever they are.
inline void write_safetensors(const std::filesystem::path& path, const std::string& header,
                              const std::string& data) {
  std::ofstream file(path, std::ios::binary);
  const std::uint64_t size = header.size();
  file.write(reinterpret_cast<const char*>(&size), sizeof size);
  file << header << data;
}

// Collects F32 tensors and writes them.
class SafetensorsWriter {
 public:
  void add(const std::string& name, const std::vector<std::int64_t>& shape,
           const std::vector<float>& values) {
    std::string sizes;
    for (const std::int64_t size : shape) {
      sizes += (sizes.empty() ? "" : ",") + std::to_string(size);
    }
    const std::size_t begin = data_.size();
    data_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    header_ += (header_.empty() ? "{\"" : ",\"") + name + R"(":{"dtype":"F32","shape":[)" + sizes +
               R"(],"data_offsets":[)" + std::to_string(begin) + "," +
               std::to_string(data_.size()) + "]}";
  }
  void write(const std::filesystem::path& path) const {
    write_safetensors(path, header_ + "}", data_);
  }

 private:
  std::string header_;
  std::string data_;
};

}  // namespace goodparts::testing
