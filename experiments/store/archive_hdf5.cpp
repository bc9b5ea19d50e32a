#include "experiments/store/archive_hdf5.h"

#include "kernels/base/error.h"

namespace goodparts {

void Hdf5ArchiveWriter::text(const std::string& name, const std::string& value) {
  file_.write_text(at(name), value);
}

void Hdf5ArchiveWriter::texts(const std::string& name, const std::vector<std::string>& values) {
  file_.write(at(name), values);
}

void Hdf5ArchiveWriter::number(const std::string& name, double value) {
  file_.write(at(name), std::span<const double>(&value, 1));
}

void Hdf5ArchiveWriter::numbers(const std::string& name, std::span<const double> values) {
  file_.write(at(name), values);
}

void Hdf5ArchiveWriter::integers(const std::string& name, std::span<const std::int64_t> values) {
  file_.write(at(name), values);
}

void Hdf5ArchiveWriter::floats(const std::string& name, const std::vector<std::int64_t>& shape,
                               std::span<const float> values) {
  file_.write(at(name), values, shape);
}

double Hdf5ArchiveReader::number(const std::string& name) const {
  const std::vector<double> values = file_.read_doubles(at(name));
  if (values.size() != 1) {
    throw Error(ErrorKind::kData,
                file_.path().string() + ": '" + at(name) + "' is not a single number");
  }
  return values.front();
}

}  // namespace goodparts
