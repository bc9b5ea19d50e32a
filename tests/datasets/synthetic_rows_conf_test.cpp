// The yaml files of the drawn row sets say what the program does without them.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <set>
#include <string>

#include "datasets/registry.h"
#include "datasets/synthetic/sensor_set.h"
#include "datasets/synthetic/table_set.h"

namespace goodparts {
namespace {

// Compares every visited field with the file's value.
class Compare : public ConfigVisitor {
 public:
  explicit Compare(const YAML::Node& file) : file_(file) {}

  void field(const char* key, bool& value) override { same(key, value); }
  void field(const char* key, std::int64_t& value) override { same(key, value); }
  void field(const char* key, double& value) override { same(key, value); }
  void field(const char* key, std::string&) override { unused(key); }
  void field(const char* key, std::optional<std::int64_t>&) override { unused(key); }
  void field(const char* key, std::optional<double>&) override { unused(key); }
  void field(const char* key, std::optional<std::string>&) override { unused(key); }
  void field(const char* key, std::vector<std::string>&) override { unused(key); }
  void field(const char* key, std::vector<std::int64_t>&) override { unused(key); }
  void field(const char* key, std::vector<double>&) override { unused(key); }

  const std::set<std::string>& keys() const { return keys_; }

 private:
  template <class Value>
  void same(const char* key, Value value) {
    keys_.insert(key);
    ASSERT_TRUE(file_[key]) << key;
    EXPECT_EQ(file_[key].as<Value>(), value) << key;
  }
  static void unused(const char* key) { FAIL() << key << ": a type these sets did not use"; }

  YAML::Node file_;
  std::set<std::string> keys_;
};

template <class SetConfig>
void expect_same_as_file(const std::string& name) {
  const YAML::Node file =
      YAML::LoadFile(GOODPARTS_SOURCE_DIR "/experiments/conf/dataset/" + name + ".yaml");
  EXPECT_EQ(file.begin()->first.as<std::string>(), "name");
  EXPECT_EQ(file["name"].as<std::string>(), name);
  std::set<std::string> keys = {"name"};
  const auto dataset = make_dataset(
      name,
      [&](Config& config) {
        Compare compare(file);
        config.visit(compare);
        keys.insert(compare.keys().begin(), compare.keys().end());
        EXPECT_NE(dynamic_cast<SetConfig*>(&config), nullptr);
      },
      0);
  for (const auto& entry : file) {
    EXPECT_EQ(keys.count(entry.first.as<std::string>()), 1U) << entry.first.as<std::string>();
  }
  EXPECT_GT(dataset->open(0).train->size(), 0);
}

TEST(SyntheticSensorConf, FileHoldsTheDefaults) {
  expect_same_as_file<SyntheticSensorConfig>("synthetic_sensor");
}

TEST(SyntheticTableConf, FileHoldsTheDefaults) {
  expect_same_as_file<SyntheticTableConfig>("synthetic_table");
}

}  // namespace
}  // namespace goodparts
