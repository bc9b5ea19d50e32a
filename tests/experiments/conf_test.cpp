// The configuration files built into the program name the same settings, with the same defaults, as
// the components.
#include <gtest/gtest.h>

#include <set>

#include "datasets/registry.h"
#include "experiments/config/bind.h"
#include "experiments/config/yaml.h"
#include "experiments/embedded_conf.h"
#include "experiments/run/settings.h"
#include "methods/conditions/condition_settings.h"
#include "methods/registry.h"

namespace goodparts {
namespace {

config::Node conf(const std::string& path) {
  const auto found = embedded_conf().find(path);
  if (found == embedded_conf().end()) {
    ADD_FAILURE() << path << " is missing";
    return config::Node::map();
  }
  return config::parse_yaml(found->second, path);
}

// A list of one may be written as its only item.
bool is_same(const config::Node& yaml, const config::Node& known) {
  if (known.is_list() && !yaml.is_list() && known.items().size() == 1) {
    return yaml == known.items().front();
  }
  return yaml == known;
}

bool is_nothing(const config::Node& node) {
  return node.is_null() || (node.is_list() && node.items().empty());
}

void expect_same(const config::Node& yaml, Config& component, const std::string& path) {
  const config::Node defaults = config::describe(component);
  std::set<std::string> in_yaml;
  for (const auto& [key, value] : yaml.entries()) {
    in_yaml.insert(key);
    const config::Node* known = defaults.child(key);
    if (key == "name") {
      continue;
    }
    ASSERT_NE(known, nullptr) << path << ": " << key << " is no setting of the component";
    const bool given_by_user = value.is_missing();
    EXPECT_TRUE(given_by_user || is_same(value, *known) ||
                (is_nothing(value) && is_nothing(*known)))
        << path << ": " << key << " is " << config::to_yaml(value) << " here, "
        << config::to_yaml(*known) << " in the component";
  }
  for (const auto& [key, value] : defaults.entries()) {
    EXPECT_EQ(in_yaml.count(key), 1U) << path << ": " << key << " is not explained";
  }
}

struct Stop {};  // ends the making of a component once its settings have been seen

TEST(Conf, MethodsAgreeWithTheirFiles) {
  for (const MethodEntry& entry : method_registry()) {
    const std::string path = std::string("method/") + entry.name + ".yaml";
    const config::Node yaml = conf(path);
    EXPECT_EQ(yaml.at("name").as_string(), entry.name);
    entry.make([&](const std::string& group, Config& into) {
      if (group == "method") {
        expect_same(yaml, into, path);
      }
    });
  }
}

TEST(Conf, DatasetsAgreeWithTheirFiles) {
  for (const DatasetEntry& entry : dataset_registry()) {
    const std::string path = std::string("dataset/") + entry.name + ".yaml";
    const config::Node yaml = conf(path);
    EXPECT_EQ(yaml.at("name").as_string(), entry.name);
    const auto look = [&](Config& into) {
      expect_same(yaml, into, path);
      throw Stop();
    };
    EXPECT_THROW(entry.make(look, 0), Stop);
  }
}

// A ready-made configuration of a dataset ("dataset/hydraulic.yaml") builds on that dataset's file
// and changes settings that it has.
bool is_ready_made(const std::string& path, const config::Node& yaml,
                   const std::set<std::string>& known) {
  const config::Node* defaults = yaml.child("defaults");
  if (defaults == nullptr || !defaults->is_list() || defaults->items().empty()) {
    return false;
  }
  const std::string base =
      path.substr(0, path.find('/') + 1) + defaults->items().front().as_string() + ".yaml";
  if (known.count(base) == 0) {
    return false;
  }
  const config::Node settings = conf(base);
  for (const auto& [key, value] : yaml.entries()) {
    EXPECT_TRUE(key == "defaults" || settings.child(key) != nullptr)
        << path << ": " << key << " is no setting of " << base;
  }
  return true;
}

TEST(Conf, EveryFileBelongsToAComponent) {
  std::set<std::string> known = {"config.yaml"};
  for (const MethodEntry& entry : method_registry()) {
    known.insert(std::string("method/") + entry.name + ".yaml");
  }
  for (const DatasetEntry& entry : dataset_registry()) {
    known.insert(std::string("dataset/") + entry.name + ".yaml");
  }
  for (const auto& [path, text] : embedded_conf()) {
    EXPECT_TRUE(known.count(path) == 1 || path.starts_with("backbone/") ||
                is_ready_made(path, config::parse_yaml(text, path), known))
        << path << " belongs to nothing";
  }
}

TEST(Conf, GroupsOfTheMainFileAgreeWithTheirComponents) {
  const config::Node yaml = conf("config.yaml");
  EvaluationSettings evaluation;
  expect_same(yaml.at("evaluation"), evaluation, "config.yaml: evaluation");
  OutputSettings output;
  ConditionSettings conditions;
  expect_same(yaml.at("conditions"), conditions, "config.yaml: conditions");
  output.dir = yaml.at("output.dir").as_string();
  expect_same(yaml.at("output"), output, "config.yaml: output");
}

}  // namespace
}  // namespace goodparts
