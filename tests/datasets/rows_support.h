// What the tests of row datasets share.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/registry.h"
#include "kernels/base/error.h"

namespace goodparts::testing {

inline std::string write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
  return path.string();
}

inline std::vector<float> read_all(const SampleSource& source) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(source.size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  std::vector<float> values(all.size() * static_cast<std::size_t>(source.shape().elements()));
  source.read(all, values);
  return values;
}

inline std::vector<std::string> ids(const SampleSource& source) {
  std::vector<std::string> ids;
  for (std::int64_t i = 0; i < source.size(); ++i) {
    ids.push_back(source.info(i).id);
  }
  return ids;
}

inline std::int64_t anomalous_count(const Labels& labels) {
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < labels.size(); ++i) {
    count += labels.anomalous(i) ? 1 : 0;
  }
  return count;
}

// A dataset from settings, as the program would make it.
template <class Settings>
std::unique_ptr<Dataset> make(const std::string& name, const Settings& settings,
                              std::uint64_t seed = 0) {
  return make_dataset(
      name,
      [&](Config& into) {
        dynamic_cast<Settings&>(into) = settings;
        into.validate();
      },
      seed);
}

// The message of the Error that `action` must throw.
template <class Action>
std::string message_of(ErrorKind kind, const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "did not throw";
  return "";
}

}  // namespace goodparts::testing
