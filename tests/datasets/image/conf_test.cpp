// The settings of the image datasets and the files that users read them in name the same keys.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "datasets/registry.h"
#include "tests/support/expect_error.h"
#include "tests/support/images.h"

namespace goodparts {
namespace {

class KeyCollector : public ConfigVisitor {
 public:
  void field(const char* key, bool&) override { keys.emplace_back(key); }
  void field(const char* key, std::int64_t&) override { keys.emplace_back(key); }
  void field(const char* key, double&) override { keys.emplace_back(key); }
  void field(const char* key, std::string&) override { keys.emplace_back(key); }
  void field(const char* key, std::optional<std::int64_t>&) override { keys.emplace_back(key); }
  void field(const char* key, std::optional<double>&) override { keys.emplace_back(key); }
  void field(const char* key, std::optional<std::string>&) override { keys.emplace_back(key); }
  void field(const char* key, std::vector<std::string>&) override { keys.emplace_back(key); }
  void field(const char* key, std::vector<std::int64_t>&) override { keys.emplace_back(key); }
  void field(const char* key, std::vector<double>&) override { keys.emplace_back(key); }

  std::vector<std::string> keys;
};

std::vector<std::string> keys_of_file(const std::string& name) {
  const std::filesystem::path folder =
      std::filesystem::path(GOODPARTS_SOURCE_DIR) / "experiments/conf/dataset";
  std::istringstream lines(testing::read_file(folder / (name + ".yaml")));
  std::vector<std::string> keys;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (!line.starts_with('#') && colon != std::string::npos) {
      keys.push_back(line.substr(0, colon));
    }
  }
  return keys;
}

class ImageConf : public ::testing::TestWithParam<const char*> {};

TEST_P(ImageConf, FileAndSettingsNameTheSameKeys) {
  struct Collected {};
  KeyCollector collector;
  collector.keys = {"name"};
  EXPECT_THROW(make_dataset(
                   GetParam(),
                   [&](Config& settings) {
                     settings.visit(collector);
                     throw Collected{};
                   },
                   0),
               Collected);
  EXPECT_THAT(keys_of_file(GetParam()), ::testing::UnorderedElementsAreArray(collector.keys));
}

INSTANTIATE_TEST_SUITE_P(Datasets, ImageConf,
                         ::testing::Values("folder", "mvtec", "synthetic_image"),
                         [](const auto& info) { return std::string(info.param); });

TEST(ImageRegistry, MakesDatasetsByName) {
  const auto dataset = make_dataset(
      "synthetic_image", [](Config&) {}, 0);
  EXPECT_THAT(dataset->unit_names(),
              ::testing::ElementsAre("brushed_metal", "printed_tile", "woven_fabric"));
  EXPECT_ERROR(make_dataset(
                   "mvtek", [](Config&) {}, 0),
               ErrorKind::kConfig, "did you mean 'mvtec'?");
}

}  // namespace
}  // namespace goodparts
