// A trained detector's archive (methods/archive.h) inside a folder of an HDF5 file: model.h5.
#pragma once

#include <string>

#include "experiments/store/hdf5_file.h"
#include "methods/archive.h"

namespace goodparts {

class Hdf5ArchiveWriter : public ArchiveWriter {
 public:
  Hdf5ArchiveWriter(Hdf5File& file, std::string folder) : file_(file), folder_(std::move(folder)) {}
  void text(const std::string& name, const std::string& value) override;
  void texts(const std::string& name, const std::vector<std::string>& values) override;
  void number(const std::string& name, double value) override;
  void numbers(const std::string& name, std::span<const double> values) override;
  void integers(const std::string& name, std::span<const std::int64_t> values) override;
  void floats(const std::string& name, const std::vector<std::int64_t>& shape,
              std::span<const float> values) override;

 private:
  std::string at(const std::string& name) const { return folder_ + "/" + name; }
  Hdf5File& file_;
  std::string folder_;
};

class Hdf5ArchiveReader : public ArchiveReader {
 public:
  Hdf5ArchiveReader(const Hdf5File& file, std::string folder)
      : file_(file), folder_(std::move(folder)) {}
  bool has(const std::string& name) const override { return file_.has(at(name)); }
  std::string text(const std::string& name) const override { return file_.read_text(at(name)); }
  std::vector<std::string> texts(const std::string& name) const override {
    return file_.read_texts(at(name));
  }
  double number(const std::string& name) const override;
  std::vector<double> numbers(const std::string& name) const override {
    return file_.read_doubles(at(name));
  }
  std::vector<std::int64_t> integers(const std::string& name) const override {
    return file_.read_integers(at(name));
  }
  FloatArray floats(const std::string& name) const override {
    return {file_.shape(at(name)), file_.read_floats(at(name))};
  }
  std::vector<std::string> names(const std::string& folder) const override {
    return file_.children(folder.empty() ? folder_ : at(folder));
  }

 private:
  std::string at(const std::string& name) const { return folder_ + "/" + name; }
  const Hdf5File& file_;
  std::string folder_;
};

}  // namespace goodparts
