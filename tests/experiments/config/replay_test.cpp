// Replays what Hydra 1.3.5 with OmegaConf 2.2.2 was recorded to do. Cases in which goodparts chooses to differ are listed
// with their reasons in hydra_differences.json.
#include "experiments/config/replay.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

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
  static const Json kDifferences =
      read_json(std::filesystem::path(GOODPARTS_SOURCE_DIR) / "tests/experiments/config/hydra_differences.json");
  for (const Json& entry : kDifferences.at("cases")) {
    if (entry.at("file") == file && entry.at("test") == recorded.at("test")) {
      return entry.at("reason");
    }
  }
  return "";
}

// Runs `check`, which returns "" or what is wrong, on every case of the file that is not listed as different.
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
  std::cout << file << ": " << passed << " of " << recorded.at("cases").size() << " as recorded, " << skipped
            << " differ by choice\n";
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

}  // namespace
}  // namespace goodparts::config
