// A trained detector's archive in memory, for tests of save() and load().
#pragma once

#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "kernels/base/error.h"
#include "methods/archive.h"

namespace goodparts::testing {

class MemoryArchive : public ArchiveWriter, public ArchiveReader {
 public:
  void text(const std::string& name, const std::string& value) override { entries[name] = value; }
  void texts(const std::string& name, const std::vector<std::string>& values) override {
    entries[name] = values;
  }
  void number(const std::string& name, double value) override { entries[name] = value; }
  void numbers(const std::string& name, std::span<const double> values) override {
    entries[name] = std::vector<double>(values.begin(), values.end());
  }
  void integers(const std::string& name, std::span<const std::int64_t> values) override {
    entries[name] = std::vector<std::int64_t>(values.begin(), values.end());
  }
  void floats(const std::string& name, const std::vector<std::int64_t>& shape,
              std::span<const float> values) override {
    entries[name] = FloatArray{shape, {values.begin(), values.end()}};
  }

  bool has(const std::string& name) const override { return entries.count(name) != 0; }
  std::string text(const std::string& name) const override { return get<std::string>(name); }
  std::vector<std::string> texts(const std::string& name) const override {
    return get<std::vector<std::string>>(name);
  }
  double number(const std::string& name) const override { return get<double>(name); }
  std::vector<double> numbers(const std::string& name) const override {
    return get<std::vector<double>>(name);
  }
  std::vector<std::int64_t> integers(const std::string& name) const override {
    return get<std::vector<std::int64_t>>(name);
  }
  FloatArray floats(const std::string& name) const override { return get<FloatArray>(name); }
  std::vector<std::string> names(const std::string& folder) const override {
    const std::string prefix = folder.empty() ? "" : folder + "/";
    std::set<std::string> children;
    for (const auto& [name, value] : entries) {
      if (name.compare(0, prefix.size(), prefix) == 0) {
        children.insert(name.substr(prefix.size(), name.find('/', prefix.size()) - prefix.size()));
      }
    }
    return {children.begin(), children.end()};
  }

  using Entry = std::variant<std::string, std::vector<std::string>, double, std::vector<double>,
                             std::vector<std::int64_t>, FloatArray>;
  std::map<std::string, Entry> entries;  // tests may damage them

 private:
  template <class T>
  const T& get(const std::string& name) const {
    const auto found = entries.find(name);
    if (found == entries.end() || !std::holds_alternative<T>(found->second)) {
      throw Error(ErrorKind::kData, "memory archive: no such entry: " + name);
    }
    return std::get<T>(found->second);
  }
};

}  // namespace goodparts::testing
