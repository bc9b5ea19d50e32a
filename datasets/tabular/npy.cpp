#include "datasets/tabular/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

static_assert(std::endian::native == std::endian::little, "byte swapping assumes little endian");

constexpr std::size_t kMaxHeader = 10000;  // NumPy reads no longer ones either

[[noreturn]] void fail(const std::string& name, const std::string& what) {
  throw Error(ErrorKind::kData, name + " " + what);
}

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

struct Header {
  std::string dtype;
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
  std::size_t elements = 1;
  std::string_view data;
};

// The header is a Python dictionary literal with three keys and nothing else. Gives what follows
// "'key': ", or nothing.
std::string_view value_of(std::string_view dictionary, const std::string& key) {
  const std::string quoted = "'" + key + "'";
  const std::size_t at = dictionary.find(quoted);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::size_t value = dictionary.find_first_not_of(": ", at + quoted.size());
  return value == std::string_view::npos ? std::string_view{} : dictionary.substr(value);
}

// "(1831, 21)", "(7,)" or "()"
std::vector<std::int64_t> parse_shape(std::string_view text, const std::string& name) {
  const std::size_t end = text.find(')');
  if (!text.starts_with('(') || end == std::string_view::npos) {
    fail(name, "is damaged: its header has no shape");
  }
  std::vector<std::int64_t> shape;
  const char* at = text.data() + 1;
  const char* const last = text.data() + end;
  while (at != last) {
    if (*at == ',' || *at == ' ') {
      ++at;
      continue;
    }
    std::int64_t dim = -1;
    at = std::from_chars(at, last, dim).ptr;
    if (dim < 0) {
      fail(name, "is damaged: its shape is not made of numbers");
    }
    shape.push_back(dim);
  }
  return shape;
}

void parse_dictionary(std::string_view text, const std::string& name, Header& header) {
  const std::string_view dtype = value_of(text, "descr");
  const std::size_t end = dtype.find('\'', 1);
  if (!dtype.starts_with('\'') || end == std::string_view::npos) {
    fail(name, "has no single dtype (a table of records?); store plain numbers");
  }
  header.dtype = dtype.substr(1, end - 1);
  const std::string_view order = value_of(text, "fortran_order");
  header.fortran_order = order.starts_with("True");
  if (!header.fortran_order && !order.starts_with("False")) {
    fail(name, "is damaged: its header does not say in which order the values are");
  }
  header.shape = parse_shape(value_of(text, "shape"), name);
}

// Throws where the product of the dimensions cannot be the number of items in so many bytes.
void count_elements(const std::string& name, std::size_t item, std::size_t bytes, Header& header) {
  const std::size_t available = bytes / item;
  bool fits = true;
  for (const std::int64_t dim : header.shape) {
    fits = fits && (dim == 0 || header.elements <= available / static_cast<std::size_t>(dim));
    header.elements = fits ? header.elements * static_cast<std::size_t>(dim) : 0;
  }
  if (!fits || bytes != header.elements * item) {
    fail(name, fmt::format("is damaged: shape {} of {} does not fit its {} bytes",
                           shape_text(header.shape), header.dtype, bytes));
  }
}

Header parse_header(std::string_view bytes, const std::string& name) {
  if (bytes.size() < 10 || bytes.substr(0, 6) != "\x93NUMPY") {
    fail(name, "is not a NumPy array");
  }
  const int version = static_cast<unsigned char>(bytes[6]);
  if (version < 1 || version > 3) {
    fail(name, fmt::format("has .npy version {}; versions 1 to 3 can be read", version));
  }
  const std::size_t prefix = version == 1 ? 10 : 12;
  const std::size_t length =
      bytes.size() < prefix ? bytes.size() : little_endian(bytes.substr(8, prefix - 8));
  if (bytes.size() < prefix || bytes.size() - prefix < length) {
    fail(name, "is damaged: it ends within its header");
  }
  if (length > kMaxHeader) {
    fail(name, fmt::format("has a header of {} bytes; plain numbers need far fewer", length));
  }
  Header header;
  header.data = bytes.substr(prefix + length);
  parse_dictionary(bytes.substr(prefix, length), name, header);
  return header;
}

template <class T>
double decode_as(const char* from, bool swap) {
  char raw[sizeof(T)];
  std::memcpy(raw, from, sizeof(T));
  if (swap) {
    std::reverse(raw, raw + sizeof(T));
  }
  T value;
  std::memcpy(&value, raw, sizeof(T));
  return static_cast<double>(value);
}

struct Decoder {
  const char* type;
  std::size_t size;
  double (*decode)(const char*, bool swap);
};

const Decoder& decoder_for(const std::string& dtype, const std::string& name) {
  static const Decoder decoders[] = {
      {"b1", 1, decode_as<std::uint8_t>},  {"f4", 4, decode_as<float>},
      {"f8", 8, decode_as<double>},        {"i1", 1, decode_as<std::int8_t>},
      {"i2", 2, decode_as<std::int16_t>},  {"i4", 4, decode_as<std::int32_t>},
      {"i8", 8, decode_as<std::int64_t>},  {"u1", 1, decode_as<std::uint8_t>},
      {"u2", 2, decode_as<std::uint16_t>}, {"u4", 4, decode_as<std::uint32_t>},
  };
  const bool ordered =
      !dtype.empty() && std::string_view("<>|=").find(dtype[0]) != std::string::npos;
  for (const Decoder& decoder : decoders) {
    if (dtype.substr(ordered ? 1 : 0) == decoder.type) {
      return decoder;
    }
  }
  fail(name, fmt::format("has dtype '{}'; it must be float32, float64, an integer of up to 32 "
                         "bits, int64 or bool (convert it with astype)",
                         dtype));
}

}  // namespace

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t dim : shape) {
    text += (text.empty() ? "" : ", ") + std::to_string(dim);
  }
  return "(" + text + ")";
}

NpyArray parse_npy(std::string_view bytes, const std::string& name) {
  Header header = parse_header(bytes, name);
  const Decoder& decoder = decoder_for(header.dtype, name);
  count_elements(name, decoder.size, header.data.size(), header);
  const bool swap = header.dtype[0] == '>';
  NpyArray array{header.shape, header.dtype, std::vector<double>(header.elements)};
  const auto value = [&](std::size_t i) {
    return decoder.decode(header.data.data() + i * decoder.size, swap);
  };
  if (!header.fortran_order || header.shape.size() < 2) {
    for (std::size_t i = 0; i < header.elements; ++i) {
      array.values[i] = value(i);
    }
    return array;
  }
  // Fortran order: the first index runs fastest. `at` is the row-major place of item i.
  std::vector<std::size_t> index(header.shape.size());
  for (std::size_t i = 0; i < header.elements; ++i) {
    std::size_t at = 0;
    for (std::size_t d = 0; d < index.size(); ++d) {
      at = at * static_cast<std::size_t>(header.shape[d]) + index[d];
    }
    array.values[at] = value(i);
    for (std::size_t d = 0;
         d < index.size() && ++index[d] == static_cast<std::size_t>(header.shape[d]); ++d) {
      index[d] = 0;
    }
  }
  return array;
}

NpyFloats read_npy_floats(const std::string& path) {
  const std::string name = path + ":";
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) {
    fail(name, fmt::format("cannot be opened ({})", std::strerror(errno)));
  }
  const auto size = static_cast<std::size_t>(file.tellg());
  const auto read = [&](std::size_t offset, char* to, std::size_t count) {
    file.seekg(static_cast<std::streamoff>(offset));
    if (!file.read(to, static_cast<std::streamsize>(count))) {
      fail(name, "cannot be read to its end; copy it again");
    }
  };
  std::string start(std::min(size, kMaxHeader + 12), '\0');
  read(0, start.data(), start.size());
  Header header = parse_header(start, name);
  if (header.dtype == "<f4" && !(header.fortran_order && header.shape.size() > 1)) {
    const std::size_t offset = start.size() - header.data.size();
    NpyFloats array{header.shape, {}};
    array.values.resize((size - offset) / sizeof(float));
    count_elements(name, sizeof(float), size - offset, header);
    read(offset, reinterpret_cast<char*>(array.values.data()), size - offset);
    return array;
  }
  std::string bytes(size, '\0');
  read(0, bytes.data(), size);
  NpyArray array = parse_npy(bytes, name);
  return {std::move(array.shape), {array.values.begin(), array.values.end()}};
}

}  // namespace goodparts
