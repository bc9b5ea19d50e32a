// The NumPy array format (.npy), versions 1 to 3, as NumPy documents it in
// numpy.lib.format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goodparts {

struct NpyArray {
  std::vector<std::int64_t> shape;
  std::string dtype;           // as written: "<f8"
  std::vector<double> values;  // row-major, whatever the order in the file
};

// "(1831, 21)", as messages show a shape.
std::string shape_text(const std::vector<std::int64_t>& shape);

// Reads an array of float32/64, (u)int8/16/32, int64 or bool, of either byte order, in C or Fortran
// order. `name` goes into messages: "cardio.npz: array 'X'". Throws Error(kData): not an .npy file,
// another dtype, a length that does not fit the shape.
NpyArray parse_npy(std::string_view bytes, const std::string& name);

struct NpyFloats {
  std::vector<std::int64_t> shape;
  std::vector<float> values;  // row-major
};

// The same from a file, as floats; little-endian float32 in C order is read without a copy. Also
// throws where the file cannot be opened or read.
NpyFloats read_npy_floats(const std::string& path);

}  // namespace goodparts
