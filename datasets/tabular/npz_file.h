// A NumPy archive (.npz): a zip of .npy arrays, stored or deflated.
#pragma once

#include <string>
#include <vector>

#include "datasets/tabular/npy.h"

namespace goodparts {

// The names of the arrays, in the order of the file. Throws Error(kData): no such file, not a zip.
std::vector<std::string> npz_array_names(const std::string& path);

// Throws Error(kData): no such file, not a zip, no array of that name (listing those there are), a
// damaged array.
NpyArray read_npz_array(const std::string& path, const std::string& array);

// The values of a rows × columns array, as float. Throws Error(kData) naming file, row, column and
// value: not two-dimensional, no rows or columns, infinite values or beyond float's range, and NaN
// unless `keep_missing`.
struct NpzMatrix {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<float> values;
};
NpzMatrix read_npz_matrix(const std::string& path, const std::string& array, bool keep_missing);

}  // namespace goodparts
