#include "experiments/config/bind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiments/config/yaml.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Settings : goodparts::Config {
  bool flag = false;
  std::int64_t count = 3;
  double ratio = 0.5;
  std::string mode = "fast";
  std::optional<std::int64_t> limit;
  std::optional<double> target = 0.01;
  std::optional<std::string> file;
  std::vector<std::string> layers = {"a", "b"};
  std::vector<std::int64_t> sizes;
  std::vector<double> weights = {1.0};

  void visit(ConfigVisitor& visitor) override {
    visitor.field("flag", flag);
    visitor.field("count", count);
    visitor.field("ratio", ratio);
    visitor.field("mode", mode);
    visitor.field("limit", limit);
    visitor.field("target", target);
    visitor.field("file", file);
    visitor.field("layers", layers);
    visitor.field("sizes", sizes);
    visitor.field("weights", weights);
  }
  void validate() const override {
    if (count < 0) {
      throw Error(ErrorKind::kConfig, "count: must not be negative");
    }
  }
};

std::string message_of(const std::string& text) {
  Settings settings;
  try {
    bind(parse_yaml(text, "f.yaml"), "method", settings);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.what();
  }
  return "";
}

TEST(Bind, ReadsEveryKindOfField) {
  Settings settings;
  bind(parse_yaml("name: x\nflag: yes\ncount: 7\nratio: 0.25\nmode: slow\nlimit: 9\ntarget: "
                  "null\nfile: a.npz\n"
                  "layers: [c]\nsizes: [1, 2]\nweights: [1, 2.5]\n",
                  "f.yaml"),
       "method", settings);
  EXPECT_TRUE(settings.flag);
  EXPECT_EQ(settings.count, 7);
  EXPECT_EQ(settings.ratio, 0.25);
  EXPECT_EQ(settings.mode, "slow");
  EXPECT_EQ(settings.limit, 9);
  EXPECT_EQ(settings.target, std::nullopt);
  EXPECT_EQ(settings.file, "a.npz");
  EXPECT_THAT(settings.layers, ElementsAre("c"));
  EXPECT_THAT(settings.sizes, ElementsAre(1, 2));
  EXPECT_THAT(settings.weights, ElementsAre(1.0, 2.5));
}

TEST(Bind, KeepsDefaultsAndAcceptsIntegersAndSingleValues) {
  Settings settings;
  bind(parse_yaml("ratio: 1\ntarget: 2\nlayers: features.6\nsizes: 5\nweights: []\n", "f.yaml"),
       "method", settings);
  EXPECT_EQ(settings.count, 3);
  EXPECT_EQ(settings.ratio, 1.0);
  EXPECT_EQ(settings.target, 2.0);
  EXPECT_THAT(settings.layers, ElementsAre("features.6"));
  EXPECT_THAT(settings.sizes, ElementsAre(5));
  EXPECT_THAT(settings.weights, ElementsAre());
}

TEST(Bind, NumbersMayBeItemsOfAListOfTexts) {
  Settings settings;
  bind(parse_yaml("layers: [100, 2.5, a]\n", "f.yaml"), "method", settings);
  EXPECT_THAT(settings.layers, ElementsAre("100", "2.5", "a"));
  bind(parse_yaml("layers: 0\n", "f.yaml"), "method", settings);
  EXPECT_THAT(settings.layers, ElementsAre("0"));
}

TEST(Bind, MistakesNamePathValueAndWhatIsWanted) {
  EXPECT_EQ(message_of("cuont: 1\n"),
            "method: unknown key 'cuont' (f.yaml:1); did you mean 'count'?; there are: flag, "
            "count, ratio, mode, limit, target, file, "
            "layers, sizes, weights");
  EXPECT_EQ(message_of("flag: true\ncount: 1.5\n"),
            "method.count: '1.5' (float) is not an integer (f.yaml:2)");
  EXPECT_EQ(message_of("ratio: much\n"), "method.ratio: 'much' (str) is not a number (f.yaml:1)");
  EXPECT_EQ(message_of("mode: 5\n"), "method.mode: '5' (int) is not a string; quote it (f.yaml:1)");
  EXPECT_EQ(message_of("flag: 1\n"), "method.flag: '1' (int) is not true or false (f.yaml:1)");
  EXPECT_EQ(message_of("sizes: [1, x]\n"),
            "method.sizes[1]: 'x' (str) is not an integer (f.yaml:1)");
  EXPECT_EQ(message_of("count: null\n"),
            "method.count: 'None' (null) is not an integer (f.yaml:1)");
  EXPECT_EQ(message_of("ratio: {a: 1}\n"), "method.ratio: a dict is not a number (f.yaml:1)");
  EXPECT_EQ(message_of("mode: ???\n"),
            "method.mode: it has no value yet (f.yaml:1); give it one: method.mode=…");
  EXPECT_EQ(message_of("count: -1\n"), "count: must not be negative");
  EXPECT_THAT(message_of("- 1\n"), HasSubstr("method: a list where settings are wanted"));
}

TEST(Describe, GivesAllFieldsInOrderAndReadsBack) {
  Settings settings;
  settings.sizes = {4, 5};
  const Node node = describe(settings);
  EXPECT_EQ(to_yaml(node),
            "flag: false\ncount: 3\nratio: 0.5\nmode: fast\nlimit: null\ntarget: 0.01\nfile: "
            "null\nlayers:\n- a\n- b\nsizes:\n- 4\n- 5\n"
            "weights:\n- 1.0\n");
  Settings again;
  bind(node, "method", again);
  EXPECT_TRUE(describe(again) == node);
}

}  // namespace
}  // namespace goodparts::config
