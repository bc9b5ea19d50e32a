// Replays what Hydra 1.3.5 with OmegaConf 2.2.2 was recorded to do. Cases in which goodparts
// chooses to differ are listed with their reasons in hydra_differences.json.
#include "experiments/config/replay.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "experiments/config/compose.h"
#include "experiments/config/yaml.h"
#include "kernels/base/error.h"
#include "tests/support/shared_data.h"

namespace goodparts::config {
namespace {

using Json = nlohmann::json;

Json read_json(const std::filesystem::path& path) {
  std::ifstream stream(path);
  return Json::parse(stream);
}

// The reason for differing in this case, or "".
std::string difference(const std::string& file, const Json& recorded) {
  static const Json kDifferences = read_json(std::filesystem::path(GOODPARTS_SOURCE_DIR) /
                                             "tests/experiments/config/hydra_differences.json");
  for (const Json& entry : kDifferences.at("cases")) {
    const bool same_case = entry.at("file") == file && entry.at("test") == recorded.at("test");
    if (same_case && entry.value("overrides", Json()) == recorded.value("overrides", Json())) {
      return entry.at("reason");
    }
  }
  return "";
}

// Runs `check`, which returns "" or what is wrong, on every case of the file that is not listed as
// different.
template <class Check>
void replay(const std::filesystem::path& folder, const std::string& file, const Check& check) {
  int passed = 0;
  int skipped = 0;
  const Json recorded = read_json(folder / file);
  for (const Json& example : recorded.at("cases")) {
    if (!difference(file, example).empty()) {
      ++skipped;
      continue;
    }
    const std::string wrong = check(example);
    passed += wrong.empty() ? 1 : 0;
    EXPECT_EQ(wrong, "") << example.dump();
  }
  ::testing::Test::RecordProperty("passed", passed);
  ::testing::Test::RecordProperty("skipped", skipped);
  std::cout << file << ": " << passed << " of " << recorded.at("cases").size() << " as recorded, "
            << skipped << " differ by choice\n";
}

std::string check_override(const Json& example) {
  Json answer = parse_rule(example.at("rule"), example.at("input"));
  if (answer.at("ok") != example.at("ok")) {
    return answer.dump();
  }
  for (const char* key : {"result", "expanded", "error"}) {
    if (example.contains(key) && answer.value(key, Json()) != example.at(key)) {
      return answer.dump();
    }
  }
  return "";
}

TEST(HydraReplay, OverrideGrammar) {
  GOODPARTS_REQUIRE_SHARED(path, "hydra");
  replay(path, "overrides.json", check_override);
}

std::vector<std::string> strings(const Json& list) { return list.get<std::vector<std::string>>(); }

// The composition that an example asks for; nullopt where it fails, as it then should.
std::optional<Composition> compose_example(const std::filesystem::path& folder,
                                           const Json& example) {
  SearchPath search_path;
  search_path.add_folder(folder / example.at("search_path").get<std::string>());
  const Json& name = example.at("config_name");
  try {
    return compose(search_path, name.is_null() ? "" : name.get<std::string>(),
                   strings(example.at("overrides")));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return std::nullopt;
  }
}

Json choices_json(const Composition& composition) {
  Json choices = Json::object();
  for (const auto& [group, option] : composition.choices) {
    choices[group] = option == "null" ? Json() : Json(option);
  }
  return choices;
}

Json defaults_json(const Composition& composition) {
  Json list = Json::array();
  for (const DefaultsEntry& entry : composition.defaults) {
    list.push_back({{"config_path", entry.config_path},
                    {"package", entry.package},
                    {"is_self", entry.is_self},
                    {"parent", entry.parent.has_value() ? Json(*entry.parent) : Json()}});
  }
  return list;
}

TEST(HydraReplay, Composition) {
  GOODPARTS_REQUIRE_SHARED(path, "hydra");
  replay(path, "compose.json", [&](const Json& example) -> std::string {
    const std::optional<Composition> composition = compose_example(path, example);
    if (composition.has_value() != example.at("ok").get<bool>()) {
      return composition.has_value() ? to_yaml(composition->config) : "it fails";
    }
    if (!composition.has_value()) {
      return "";
    }
    const bool same = to_yaml(composition->config) == example.at("yaml") &&
                      choices_json(*composition) == example.at("choices");
    return same ? "" : to_yaml(composition->config) + choices_json(*composition).dump();
  });
}

TEST(HydraReplay, DefaultsLists) {
  GOODPARTS_REQUIRE_SHARED(path, "hydra");
  replay(path, "defaults.json", [&](const Json& example) -> std::string {
    const std::optional<Composition> composition = compose_example(path, example);
    if (composition.has_value() != example.at("ok").get<bool>()) {
      return composition.has_value() ? "it succeeds" : "it fails";
    }
    const bool same =
        !composition.has_value() || defaults_json(*composition) == example.at("defaults");
    return same ? "" : defaults_json(*composition).dump();
  });
}

}  // namespace
}  // namespace goodparts::config
