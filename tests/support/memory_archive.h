// An archive in memory, for tests of save() and load().
#pragma once

#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "kernels/base/error.h"
#include "methods/archive.h"

namespace goodparts::testing {

using MemoryArchive =
    std::map<std::string, std::variant<std::string, std::vector<std::string>, double,
                                       std::vector<double>, std::vector<std::int64_t>, FloatArray>>;

class MemoryArchiveWriter : public ArchiveWriter {
 public:
  void text(const std::string& name, const std::string& value) override { items[name] = value; }
  void texts(const std::string& name, const std::vector<std::string>& values) override {
    items[name] = values;
  }
  void number(const std::string& name, double value) override { items[name] = value; }
  void numbers(const std::string& name, std::span<const double> values) override {
    items[name] = std::vector<double>(values.begin(), values.end());
  }
  void integers(const std::string& name, std::span<const std::int64_t> values) override {
    items[name] = std::vector<std::int64_t>(values.begin(), values.end());
  }
  void floats(const std::string& name, const std::vector<std::int64_t>& shape,
              std::span<const float> values) override {
    items[name] = FloatArray{shape, {values.begin(), values.end()}};
  }

  MemoryArchive items;
};

class MemoryArchiveReader : public ArchiveReader {
 public:
  explicit MemoryArchiveReader(MemoryArchive contents) : items(std::move(contents)) {}

  bool has(const std::string& name) const override { return items.count(name) != 0; }
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
    std::set<std::string> children;
    for (const auto& [name, value] : items) {
      if (name.starts_with(folder + "/")) {
        const std::string rest = name.substr(folder.size() + 1);
        children.insert(rest.substr(0, rest.find('/')));
      }
    }
    return {children.begin(), children.end()};
  }

  MemoryArchive items;

 private:
  template <class T>
  const T& get(const std::string& name) const {
    const auto found = items.find(name);
    if (found == items.end() || !std::holds_alternative<T>(found->second)) {
      throw Error(ErrorKind::kData, "memory archive: no such '" + name + "'");
    }
    return std::get<T>(found->second);
  }
};

}  // namespace goodparts::testing
