#include "datasets/tabular/npz_file.h"

#include <fmt/format.h>
#include <zip.h>

#include <cmath>
#include <limits>
#include <memory>

#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts {
namespace {

struct CloseZip {
  void operator()(zip_t* zip) const { zip_discard(zip); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Zip = std::unique_ptr<zip_t, CloseZip>;
using ZipMember = std::unique_ptr<zip_file_t, CloseZip>;

Zip open_zip(const std::string& path) {
  int code = 0;
  Zip zip(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (zip == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    throw Error(ErrorKind::kData,
                fmt::format("{}: cannot be opened as a .npz file: {}", path, reason));
  }
  return zip;
}

std::vector<std::string> array_names(zip_t* zip) {
  std::vector<std::string> names;
  for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); ++i) {
    const char* name = zip_get_name(zip, static_cast<zip_uint64_t>(i), 0);
    const std::string_view file = name == nullptr ? "" : name;
    if (file.ends_with(".npy")) {
      names.emplace_back(file.substr(0, file.size() - 4));
    }
  }
  return names;
}

std::string read_member(zip_t* zip, const std::string& path, const std::string& array) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(zip, (array + ".npy").c_str(), 0, &stat) != 0) {
    throw Error(ErrorKind::kData, fmt::format("{}: there is no array '{}'; there are: {}", path,
                                              array, joined(array_names(zip), ", ")));
  }
  const auto damaged = [&](const char* reason) {
    return Error(
        ErrorKind::kData,
        fmt::format("{}: array '{}' cannot be read: {}; make the file again", path, array, reason));
  };
  const ZipMember member(zip_fopen_index(zip, stat.index, 0));
  if (member == nullptr) {
    throw damaged(zip_strerror(zip));
  }
  // Grown as it is read, since a damaged directory may claim any size.
  std::string bytes;
  char block[65536];
  zip_int64_t count = 0;
  while ((count = zip_fread(member.get(), block, sizeof(block))) > 0) {
    bytes.append(block, static_cast<std::size_t>(count));
  }
  if (count < 0) {
    throw damaged(zip_file_strerror(member.get()));
  }
  return bytes;
}

}  // namespace

std::vector<std::string> npz_array_names(const std::string& path) {
  return array_names(open_zip(path).get());
}

NpyArray read_npz_array(const std::string& path, const std::string& array) {
  const Zip zip = open_zip(path);
  return parse_npy(read_member(zip.get(), path, array), fmt::format("{}: array '{}'", path, array));
}

NpzMatrix read_npz_matrix(const std::string& path, const std::string& array, bool keep_missing) {
  const NpyArray read = read_npz_array(path, array);
  if (read.shape.size() != 2 || read.values.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: array '{}' has shape {}; it must be rows × columns, with at "
                            "least one of each",
                            path, array, shape_text(read.shape)));
  }
  NpzMatrix matrix{read.shape[0], read.shape[1], std::vector<float>(read.values.size())};
  for (std::size_t i = 0; i < read.values.size(); ++i) {
    const double value = read.values[i];
    const bool kept =
        std::isnan(value) ? keep_missing : std::abs(value) <= std::numeric_limits<float>::max();
    if (!kept) {
      throw Error(
          ErrorKind::kData,
          fmt::format("{}: array '{}', row {}, column {}: {} is not a number that can be learned "
                      "from; remove or fill the row{}",
                      path, array, i / static_cast<std::size_t>(matrix.columns),
                      i % static_cast<std::size_t>(matrix.columns), value,
                      std::isnan(value) ? ", or set dataset.missing=keep for a method that takes "
                                          "missing values"
                                        : ""));
    }
    matrix.values[i] = static_cast<float>(value);
  }
  return matrix;
}

}  // namespace goodparts
