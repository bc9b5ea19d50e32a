#include "methods/backbones/safetensors.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "kernels/base/config.h"
#include "kernels/base/error.h"
#include "methods/backbones/shape_text.h"

namespace goodparts {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t kLargestHeader = 100'000'000;  // the format's own limit

float from_half(std::uint16_t bits) {
  const float sign = (bits & 0x8000U) != 0 ? -1.0F : 1.0F;
  const int exponent = (bits >> 10) & 0x1F;
  const int fraction = bits & 0x3FF;
  if (exponent == 31) {
    return fraction == 0 ? sign * std::numeric_limits<float>::infinity()
                         : std::numeric_limits<float>::quiet_NaN();
  }
  return exponent == 0 ? sign * std::ldexp(static_cast<float>(fraction), -24)
                       : sign * std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
}

float from_bfloat(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

template <class Stored>
float plain(Stored value) {
  return static_cast<float>(value);
}

template <class Stored, float (*convert)(Stored)>
void convert_all(const char* bytes, std::vector<float>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    Stored value;
    std::memcpy(&value, bytes + i * sizeof(Stored), sizeof(Stored));
    out[i] = convert(value);
  }
}

struct Type {
  const char* name;
  std::uint64_t size;
  void (*convert)(const char* bytes, std::vector<float>& out);
};

constexpr Type kTypes[] = {
    {"BF16", 2, convert_all<std::uint16_t, from_bfloat>},
    {"BOOL", 1, convert_all<std::uint8_t, plain<std::uint8_t>>},
    {"F16", 2, convert_all<std::uint16_t, from_half>},
    {"F32", 4, convert_all<float, plain<float>>},
    {"F64", 8, convert_all<double, plain<double>>},
    {"I16", 2, convert_all<std::int16_t, plain<std::int16_t>>},
    {"I32", 4, convert_all<std::int32_t, plain<std::int32_t>>},
    {"I64", 8, convert_all<std::int64_t, plain<std::int64_t>>},
    {"I8", 1, convert_all<std::int8_t, plain<std::int8_t>>},
    {"U8", 1, convert_all<std::uint8_t, plain<std::uint8_t>>},
};

const Type* find_type(const std::string& name) {
  for (const Type& type : kTypes) {
    if (name == type.name) {
      return &type;
    }
  }
  return nullptr;
}

// The number of elements, or −1 where a size is negative or the product does not fit.
std::int64_t count_elements(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || (size > 0 && count > std::numeric_limits<std::int32_t>::max() / size)) {
      return -1;
    }
    count *= size;
  }
  return count;
}

}  // namespace

void SafetensorsFile::fail(const std::string& what) const {
  throw Error(ErrorKind::kData, fmt::format("{}: {}", path_, what));
}

SafetensorsFile::SafetensorsFile(std::string path) : path_(std::move(path)) {
  std::error_code error;
  const std::uint64_t file_size = std::filesystem::file_size(path_, error);
  std::ifstream file(path_, std::ios::binary);
  if (error || !file) {
    fail("cannot read the weights file; check backbone.weights");
  }
  std::uint64_t header_size = 0;
  file.read(reinterpret_cast<char*>(&header_size), sizeof header_size);
  if (!file || header_size > kLargestHeader || header_size > file_size - sizeof header_size) {
    fail("not a safetensors file, or cut off within its header");
  }
  std::string header(header_size, '\0');
  file.read(header.data(), static_cast<std::streamsize>(header_size));
  const nlohmann::json parsed = nlohmann::json::parse(header, nullptr, false);
  if (!file || !parsed.is_object()) {
    fail("not a safetensors file: its header is not a JSON object");
  }
  const std::uint64_t data = sizeof header_size + header_size;
  for (const auto& [name, value] : parsed.items()) {
    if (name == "__metadata__") {
      continue;
    }
    Entry entry;
    std::vector<std::uint64_t> offsets;
    try {
      entry.type = value.at("dtype").get<std::string>();
      entry.shape = value.at("shape").get<std::vector<std::int64_t>>();
      offsets = value.at("data_offsets").get<std::vector<std::uint64_t>>();
    } catch (const nlohmann::json::exception& problem) {
      fail(fmt::format("tensor '{}': malformed header entry ({})", name, problem.what()));
    }
    if (offsets.size() != 2 || offsets[0] > offsets[1]) {
      fail(fmt::format("tensor '{}': malformed data_offsets", name));
    }
    if (offsets[1] > file_size - data) {
      fail(
          fmt::format("tensor '{}' ends at byte {} but the file has {}; it is cut off, fetch it "
                      "again",
                      name, data + offsets[1], file_size));
    }
    entry.begin = data + offsets[0];
    entry.end = data + offsets[1];
    entries_.emplace(name, std::move(entry));
  }
}

std::vector<std::string> SafetensorsFile::names() const {
  std::vector<std::string> result;
  for (const auto& [name, entry] : entries_) {
    result.push_back(name);
  }
  return result;
}

FloatArray SafetensorsFile::read(const std::string& name,
                                 const std::vector<std::int64_t>& expected_shape) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) {
    const std::string near = nearest_match(name, names());
    fail(fmt::format(
        "no tensor '{}' among its {}{}; the weights must be those of the chosen "
        "backbone.arch, in torchvision's names",
        name, entries_.size(), near.empty() ? "" : fmt::format(" (nearest: '{}')", near)));
  }
  const Entry& entry = found->second;
  if (entry.shape != expected_shape) {
    fail(
        fmt::format("tensor '{}' has shape {}, expected {}; are these the weights of the "
                    "chosen backbone.arch?",
                    name, shape_text(entry.shape), shape_text(expected_shape)));
  }
  const Type* const type = find_type(entry.type);
  if (type == nullptr) {
    fail(fmt::format("tensor '{}' has unsupported dtype {}; convert the file to F32", name,
                     entry.type));
  }
  const std::int64_t count = count_elements(entry.shape);
  if (count < 0 || static_cast<std::uint64_t>(count) * type->size != entry.end - entry.begin) {
    fail(fmt::format("tensor '{}': {} of shape {} does not take {} bytes; the header is damaged",
                     name, entry.type, shape_text(entry.shape), entry.end - entry.begin));
  }
  std::string bytes(entry.end - entry.begin, '\0');
  std::ifstream file(path_, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(entry.begin));
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file) {
    fail(fmt::format("tensor '{}' cannot be read", name));
  }
  FloatArray result{entry.shape, std::vector<float>(static_cast<std::size_t>(count))};
  type->convert(bytes.data(), result.values);
  return result;
}

}  // namespace goodparts
