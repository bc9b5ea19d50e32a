// A thin, exception-safe layer over the HDF5 C library: one file, datasets addressed by path,
// folders made as needed.
//
// Written files are reproducible: no time stamps are stored, so equal content gives equal bytes.
// Every failure throws Error naming the file and the dataset: kData when reading, kOutput when
// writing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace goodparts {

class Hdf5File {
 public:
  enum class Mode { kRead, kCreate };

  Hdf5File(const std::filesystem::path& path, Mode mode);
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;
  ~Hdf5File();

  // Flushes and closes; throws where the destructor could not. Call it after writing.
  void close();

  const std::filesystem::path& path() const { return path_; }
  bool has(const std::string& name) const;
  std::vector<std::string> children(const std::string& folder) const;  // sorted by name

  // Arrays are row-major. `compress`: shuffle and deflate in chunks of whole arrays, for maps and
  // masks.
  void write(const std::string& name, std::span<const float> values,
             const std::vector<std::int64_t>& shape, bool compress = false);
  void write(const std::string& name, std::span<const std::uint8_t> values,
             const std::vector<std::int64_t>& shape, bool compress = false);
  void write(const std::string& name, std::span<const double> values);
  void write(const std::string& name, std::span<const std::int64_t> values);
  void write(const std::string& name,
             const std::vector<std::string>& values);                  // variable-length UTF-8
  void write_text(const std::string& name, const std::string& value);  // scalar

  std::vector<std::int64_t> shape(const std::string& name) const;
  std::vector<float> read_floats(const std::string& name) const;
  std::vector<std::uint8_t> read_bytes(const std::string& name) const;
  std::vector<double> read_doubles(const std::string& name) const;
  std::vector<std::int64_t> read_integers(const std::string& name) const;
  std::vector<std::string> read_texts(const std::string& name) const;
  std::string read_text(const std::string& name) const;

 private:
  using Id = std::int64_t;  // hid_t

  void write_array(const std::string& name, Id type, const void* data,
                   const std::vector<std::int64_t>& shape, bool compress);
  template <class T>
  std::vector<T> read_array(const std::string& name, Id type) const;
  [[noreturn]] void fail(const std::string& name, const std::string& what) const;

  std::filesystem::path path_;
  Mode mode_;
  Id file_ = -1;
};

}  // namespace goodparts
