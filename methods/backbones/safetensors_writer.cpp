#include "methods/backbones/safetensors_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

std::uint64_t element_size(std::string_view type) {
  if (type.ends_with("64")) {
    return 8;
  }
  if (type.ends_with("32")) {
    return 4;
  }
  return type.ends_with("16") ? 2 : 1;
}

}  // namespace

void SafetensorsWriter::sort(std::vector<Tensor>& tensors) {
  std::sort(tensors.begin(), tensors.end(), [](const Tensor& a, const Tensor& b) {
    const std::uint64_t size_a = element_size(a.type);
    const std::uint64_t size_b = element_size(b.type);
    return size_a != size_b ? size_a > size_b : a.name < b.name;
  });
}

SafetensorsWriter::SafetensorsWriter(const std::filesystem::path& path,
                                     const std::vector<Tensor>& tensors,
                                     const std::map<std::string, std::string>& metadata)
    : path_(path), file_(path) {
  nlohmann::ordered_json header;
  if (!metadata.empty()) {
    header["__metadata__"] = metadata;
  }
  for (const Tensor& tensor : tensors) {
    header[tensor.name] = {{"dtype", tensor.type},
                           {"shape", tensor.shape},
                           {"data_offsets", {missing_, missing_ + tensor.bytes}}};
    missing_ += tensor.bytes;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t size = text.size();
  out_.open(file_.temporary(), std::ios::binary | std::ios::trunc);
  out_.write(reinterpret_cast<const char*>(&size), sizeof size);
  out_ << text;
  if (!out_) {
    fail();
  }
}

void SafetensorsWriter::write(std::string_view bytes) {
  assert(bytes.size() <= missing_);
  missing_ -= bytes.size();
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out_) {
    fail();
  }
}

void SafetensorsWriter::commit() {
  assert(missing_ == 0);
  out_.close();
  if (!out_) {
    fail();
  }
  file_.commit();
}

void SafetensorsWriter::fail() const {
  throw Error(ErrorKind::kOutput, fmt::format("{}: cannot be written: {}; is the disk full?",
                                              path_.string(), std::strerror(errno)));
}

}  // namespace goodparts
