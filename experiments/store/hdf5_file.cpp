#include "experiments/store/hdf5_file.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <utility>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

// Owns an HDF5 identifier of any kind.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (id_ >= 0) {
      close_(id_);
    }
  }
  operator hid_t() const { return id_; }
  bool valid() const { return id_ >= 0; }

 private:
  hid_t id_;
  Close close_;
};

Handle text_type() {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return Handle(type, H5Tclose);
}

std::int64_t elements(const std::vector<std::int64_t>& shape) {
  std::int64_t product = 1;
  for (const std::int64_t dim : shape) {
    product *= dim;
  }
  return product;
}

// One chunk for each array, cut along the first dimension where an array is large.
std::vector<hsize_t> chunk_of(const std::vector<std::int64_t>& shape) {
  constexpr std::int64_t kLimit = 1 << 22;
  std::vector<hsize_t> chunk(shape.begin(), shape.end());
  const std::int64_t row =
      std::max<std::int64_t>(1, elements(shape) / std::max<std::int64_t>(1, shape[0]));
  chunk[0] = static_cast<hsize_t>(std::clamp<std::int64_t>(kLimit / row, 1, shape[0]));
  return chunk;
}

herr_t collect_name(hid_t /*group*/, const char* name, const H5L_info_t* /*info*/, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

Hdf5File::Hdf5File(const std::filesystem::path& path, Mode mode) : path_(path), mode_(mode) {
  H5dont_atexit();  // after a failed write, HDF5 1.10's own clean-up at exit crashes; files are
                    // closed here
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // errors become exceptions, not chatter
  if (mode == Mode::kRead) {
    if (!std::filesystem::exists(path)) {
      throw Error(ErrorKind::kData, fmt::format("{}: no such file", path.string()));
    }
    file_ = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file_ < 0) {
      throw Error(
          ErrorKind::kData,
          fmt::format("{}: not a readable HDF5 file (damaged, or of another kind)", path.string()));
    }
    return;
  }
  file_ = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  if (file_ < 0) {
    throw Error(ErrorKind::kOutput,
                fmt::format("{}: cannot be created; is the folder writable and the disk not full?",
                            path.string()));
  }
}

Hdf5File::~Hdf5File() {
  if (file_ >= 0) {
    H5Fclose(file_);
  }
}

void Hdf5File::close() {
  const bool flushed = H5Fflush(file_, H5F_SCOPE_GLOBAL) >= 0;
  const bool closed = H5Fclose(std::exchange(file_, -1)) >= 0;
  if (!flushed || !closed) {
    fail("", "cannot be flushed to disk; is the disk full?");
  }
}

void Hdf5File::fail(const std::string& name, const std::string& what) const {
  const std::string where =
      name.empty() ? path_.string() : fmt::format("{}: '{}'", path_.string(), name);
  throw Error(mode_ == Mode::kRead ? ErrorKind::kData : ErrorKind::kOutput,
              fmt::format("{} {}", where, what));
}

bool Hdf5File::has(const std::string& name) const {
  for (std::size_t slash = name.find('/', 1);; slash = name.find('/', slash + 1)) {
    const std::string part = name.substr(0, slash);
    if (H5Lexists(file_, part.c_str(), H5P_DEFAULT) <= 0) {
      return false;
    }
    if (slash == std::string::npos) {
      return true;
    }
  }
}

std::vector<std::string> Hdf5File::children(const std::string& folder) const {
  std::vector<std::string> names;
  if (!folder.empty() && !has(folder)) {
    return names;
  }
  const Handle group(H5Gopen2(file_, folder.empty() ? "/" : folder.c_str(), H5P_DEFAULT), H5Gclose);
  if (!group.valid() ||
      H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_name, &names) < 0) {
    fail(folder, "cannot be listed");
  }
  return names;
}

void Hdf5File::write_array(const std::string& name, Id type, const void* data,
                           const std::vector<std::int64_t>& shape, bool compress) {
  const std::vector<hsize_t> dims(shape.begin(), shape.end());
  const Handle space(dims.empty()
                         ? H5Screate(H5S_SCALAR)
                         : H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr),
                     H5Sclose);
  const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links, 1);
  const Handle create(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(create, false);
  if (compress && elements(shape) > 0) {
    const std::vector<hsize_t> chunk = chunk_of(shape);
    H5Pset_chunk(create, static_cast<int>(chunk.size()), chunk.data());
    H5Pset_shuffle(create);
    H5Pset_deflate(create, 1);
  }
  const Handle set(H5Dcreate2(file_, name.c_str(), type, space, links, create, H5P_DEFAULT),
                   H5Dclose);
  if (!set.valid()) {
    fail(name, "cannot be created; is the disk full?");
  }
  if (elements(shape) > 0 && H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0) {
    fail(name, "cannot be written; is the disk full?");
  }
}

void Hdf5File::write(const std::string& name, std::span<const float> values,
                     const std::vector<std::int64_t>& shape, bool compress) {
  write_array(name, H5T_NATIVE_FLOAT, values.data(), shape, compress);
}

void Hdf5File::write(const std::string& name, std::span<const std::uint8_t> values,
                     const std::vector<std::int64_t>& shape, bool compress) {
  write_array(name, H5T_NATIVE_UINT8, values.data(), shape, compress);
}

void Hdf5File::write(const std::string& name, std::span<const double> values) {
  write_array(name, H5T_NATIVE_DOUBLE, values.data(), {static_cast<std::int64_t>(values.size())},
              false);
}

void Hdf5File::write(const std::string& name, std::span<const std::int64_t> values) {
  write_array(name, H5T_NATIVE_INT64, values.data(), {static_cast<std::int64_t>(values.size())},
              false);
}

void Hdf5File::write(const std::string& name, const std::vector<std::string>& values) {
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const std::string& value : values) {
    pointers.push_back(value.c_str());
  }
  const Handle type = text_type();
  write_array(name, type, pointers.data(), {static_cast<std::int64_t>(values.size())}, false);
}

void Hdf5File::write_text(const std::string& name, const std::string& value) {
  const char* pointer = value.c_str();
  const Handle type = text_type();
  write_array(name, type, &pointer, {}, false);
}

std::vector<std::int64_t> Hdf5File::shape(const std::string& name) const {
  if (!has(name)) {
    fail(name, "is missing");
  }
  const Handle set(H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!set.valid()) {
    fail(name, "is not a dataset");
  }
  const Handle space(H5Dget_space(set), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space);
  std::vector<hsize_t> dims(static_cast<std::size_t>(std::max(rank, 0)));
  H5Sget_simple_extent_dims(space, dims.data(), nullptr);
  return {dims.begin(), dims.end()};
}

template <class T>
std::vector<T> Hdf5File::read_array(const std::string& name, Id type) const {
  std::vector<T> values(static_cast<std::size_t>(elements(shape(name))));
  const Handle set(H5Dopen2(file_, name.c_str(), H5P_DEFAULT), H5Dclose);
  const Handle stored(H5Dget_type(set), H5Tclose);
  if ((H5Tget_class(stored) == H5T_STRING) != (H5Tget_class(type) == H5T_STRING)) {
    fail(name, "has another type than expected");
  }
  if (!values.empty() && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
    fail(name, "cannot be read: the file is damaged");
  }
  return values;
}

std::vector<float> Hdf5File::read_floats(const std::string& name) const {
  return read_array<float>(name, H5T_NATIVE_FLOAT);
}

std::vector<std::uint8_t> Hdf5File::read_bytes(const std::string& name) const {
  return read_array<std::uint8_t>(name, H5T_NATIVE_UINT8);
}

std::vector<double> Hdf5File::read_doubles(const std::string& name) const {
  return read_array<double>(name, H5T_NATIVE_DOUBLE);
}

std::vector<std::int64_t> Hdf5File::read_integers(const std::string& name) const {
  return read_array<std::int64_t>(name, H5T_NATIVE_INT64);
}

std::vector<std::string> Hdf5File::read_texts(const std::string& name) const {
  const Handle type = text_type();
  std::vector<char*> pointers = read_array<char*>(name, type);
  std::vector<std::string> values;
  values.reserve(pointers.size());
  for (char* pointer : pointers) {
    values.emplace_back(pointer == nullptr ? "" : pointer);
    H5free_memory(pointer);
  }
  return values;
}

std::string Hdf5File::read_text(const std::string& name) const {
  const std::vector<std::string> values = read_texts(name);
  if (values.size() != 1) {
    fail(name, "is not a single text");
  }
  return values.front();
}

}  // namespace goodparts
