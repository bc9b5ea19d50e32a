#include "experiments/config/node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "experiments/config/json.h"
#include "experiments/config/yaml.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.what();
  }
  return "";
}

Node example() {
  return parse_yaml("a: {b: 1, c: [x, {d: 2.5}]}\no: null\nm: ???\n", "example.yaml");
}

TEST(Node, FindsByDottedAndBracketedPath) {
  const Node node = example();
  EXPECT_EQ(node.find("a.b")->as_int(), 1);
  EXPECT_EQ(node.find("a.c.0")->as_string(), "x");
  EXPECT_EQ(node.find("a.c[1].d")->as_double(), 2.5);
  EXPECT_EQ(node.find("a[c][0]")->as_string(), "x");
  EXPECT_EQ(node.find(""), &node);
  EXPECT_EQ(node.find("a.z"), nullptr);
  EXPECT_EQ(node.find("a.c.2"), nullptr);
  EXPECT_EQ(node.find("a.b.c"), nullptr);
}

TEST(Node, SplitsPaths) {
  EXPECT_THAT(split_path("a.b[0].c"), ElementsAre("a", "b", "0", "c"));
  EXPECT_THAT(split_path("[a.b]c"), ElementsAre("a.b", "c"));
  EXPECT_THAT(split_path(""), ElementsAre());
  EXPECT_THAT(message_of([] { split_path("a[0"); }), HasSubstr("bracket is not closed"));
}

TEST(Node, AtNamesThePathAndTheNearestKey) {
  const Node node = parse_yaml("method: {coreset_ratio: 0.1, seed: 1}\n", "x");
  EXPECT_EQ(
      message_of([&] { node.at("method.coreset_ration"); }),
      "there is no 'method.coreset_ration' in the config; did you mean 'method.coreset_ratio'?");
  EXPECT_EQ(message_of([&] { node.at("method.seed.deep"); }),
            "there is no 'method.seed.deep' in the config; 'method.seed' is a int, not a map");
}

TEST(Node, SetMakesTheWayAndReplacesScalarsOnIt) {
  Node node;
  node.set("a.b.c", Node(1));
  node.set("a.b.c.d", Node("x"));
  EXPECT_EQ(to_yaml(node), "a:\n  b:\n    c:\n      d: x\n");
  Node list = parse_yaml("l: [1, 2]\n", "x");
  list.set("l.1", Node(5));
  EXPECT_EQ(list.find("l.1")->as_int(), 5);
  EXPECT_THAT(message_of([&] { list.set("l.2", Node(5)); }),
              HasSubstr("'2' is no index of a list of 2 items"));
}

TEST(Node, ErasesKeysAndItems) {
  Node node = example();
  EXPECT_TRUE(node.erase("a.b"));
  EXPECT_TRUE(node.erase("a.c.0"));
  EXPECT_FALSE(node.erase("a.z.y"));
  EXPECT_FALSE(node.erase(""));
  EXPECT_EQ(to_yaml(node), "a:\n  c:\n  - d: 2.5\no: null\nm: ???\n");
}

TEST(Node, CopiesAreIndependent) {
  Node a = example();
  const Node b = a;
  EXPECT_TRUE(a == b);
  a.set("a.b", Node(2));
  EXPECT_FALSE(a == b);
  EXPECT_EQ(b.at("a.b").as_int(), 1);
}

TEST(Node, EqualityKnowsTypesAndOrder) {
  EXPECT_FALSE(Node(1) == Node(1.0));
  EXPECT_TRUE(Node(std::numeric_limits<double>::quiet_NaN()) ==
              Node(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(parse_yaml("a: 1\nb: 2\n", "x") == parse_yaml("b: 2\na: 1\n", "x"));
}

TEST(Node, WrongTypeSaysWhatAndWhere) {
  const Node node = parse_yaml("a: 1\nb:\n  c: word\n", "conf/x.yaml");
  EXPECT_EQ(message_of([&] { node.at("b.c").as_int(); }),
            "conf/x.yaml:3: 'word' (str) where an int is wanted");
  EXPECT_EQ(message_of([&] { node.at("b").as_string(); }),
            "conf/x.yaml:3: a dict where a str is wanted");
  EXPECT_EQ(node.at("a").as_double(), 1.0);
  EXPECT_EQ(message_of([&] { Node(1.5).as_int(); }), "'1.5' (float) where an int is wanted");
}

TEST(Node, MissingAndInterpolationAreStrings) {
  EXPECT_TRUE(example().at("m").is_missing());
  EXPECT_TRUE(example().at("o").is_null());
  EXPECT_TRUE(Node("x ${a}").is_interpolation());
  EXPECT_FALSE(Node("$a").is_interpolation());
}

// Expected: CPython 3.11's repr().
TEST(Node, FloatsAsPythonWritesThem) {
  EXPECT_EQ(python_float(0.1), "0.1");
  EXPECT_EQ(python_float(1.0), "1.0");
  EXPECT_EQ(python_float(-0.0), "-0.0");
  EXPECT_EQ(python_float(1e-05), "1e-05");
  EXPECT_EQ(python_float(0.0001), "0.0001");
  EXPECT_EQ(python_float(123456789012345680.0), "1.2345678901234568e+17");
  EXPECT_EQ(python_float(1e16), "1e+16");
  EXPECT_EQ(python_float(1e15), "1000000000000000.0");
  EXPECT_EQ(python_float(5e-324), "5e-324");
  EXPECT_EQ(python_float(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(Json, KeepsOrderAndTypes) {
  const Node node = parse_yaml("z: 1\na: [true, null, 1.5, x]\nm: {}\ni: -.inf\n", "x");
  EXPECT_EQ(to_json(node).dump(), R"({"z":1,"a":[true,null,1.5,"x"],"m":{},"i":"-inf"})");
}

}  // namespace
}  // namespace goodparts::config
