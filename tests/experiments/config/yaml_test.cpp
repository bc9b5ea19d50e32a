// Expected scalars and texts were made with PyYAML 6.0 given OmegaConf 2.2's changes (its float
// expression, no timestamps, quoted booleans and numbers) unless a test says otherwise.
#include "experiments/config/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

using ::testing::HasSubstr;

std::string message_of(const std::string& text) {
  try {
    parse_yaml(text, "f.yaml");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.what();
  }
  return "";
}

TEST(YamlScalar, Booleans) {
  for (const char* text : {"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}) {
    EXPECT_TRUE(resolve_scalar(text) == Node(true)) << text;
  }
  for (const char* text : {"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}) {
    EXPECT_TRUE(resolve_scalar(text) == Node(false)) << text;
  }
}

TEST(YamlScalar, Integers) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"0", 0},          {"-12", -12},
      {"+5", 5},         {"1_000", 1000},
      {"0x1F", 31},      {"-0x10", -16},
      {"0b11", 3},       {"017", 15},
      {"-017", -15},     {"00", 0},
      {"1:30", 90},      {"-1:30", -90},
      {"1:30:15", 5415}, {"1_", 1},
      {"0_", 0},         {"9223372036854775807", 9223372036854775807}};
  for (const auto& [text, value] : cases) {
    EXPECT_TRUE(resolve_scalar(text) == Node(value)) << text;
  }
}

TEST(YamlScalar, Floats) {
  const double inf = std::numeric_limits<double>::infinity();
  const std::pair<const char*, double> cases[] = {
      {"1.5", 1.5},     {"1.", 1.0},          {".5", 0.5},   {"1e3", 1000.0}, {"1E-3", 0.001},
      {"1e+3", 1000.0}, {"1_0.5e3", 10500.0}, {"09.5", 9.5}, {".inf", inf},   {"-.inf", -inf},
      {"+.INF", inf},   {"1:30.5", 90.5},     {"1e999", inf}};
  for (const auto& [text, value] : cases) {
    EXPECT_TRUE(resolve_scalar(text) == Node(value)) << text;
  }
  EXPECT_TRUE(std::isnan(resolve_scalar(".nan").as_double()));
}

TEST(YamlScalar, Strings) {
  for (const char* text :
       {"y",   "n",  "Y",  "N",    "inf",  "nan", "0o17",   "1:60",  "2020-01-01", "-.5", "08",
        "0xg", "1e", "e3", "tRue", "nULL", "???", "${a.b}", "1__0x", "-",          "--1"}) {
    EXPECT_TRUE(resolve_scalar(text) == Node(text)) << text;
  }
}

TEST(YamlScalar, Null) {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) {
    EXPECT_TRUE(resolve_scalar(text).is_null()) << text;
  }
}

TEST(YamlScalar, AnIntegerBeyond64BitsIsAnError) {
  EXPECT_THROW(resolve_scalar("9223372036854775808"), Error);
  EXPECT_EQ(
      message_of("a: 1\nb: 99999999999999999999\n"),
      "f.yaml:2: the integer 99999999999999999999 does not fit 64 bits; quote it if it is a name");
}

TEST(YamlRead, QuotedScalarsAreStrings) {
  const Node node =
      parse_yaml("a: '1'\nb: \"yes\"\nc: ''\nd: |\n  x\n  y\ne: !!str 12\nf: !!float 3\n", "x");
  EXPECT_EQ(node.at("a").as_string(), "1");
  EXPECT_EQ(node.at("b").as_string(), "yes");
  EXPECT_EQ(node.at("c").as_string(), "");
  EXPECT_EQ(node.at("d").as_string(), "x\ny\n");
  EXPECT_EQ(node.at("e").as_string(), "12");
  EXPECT_TRUE(node.at("f").is_double());
}

TEST(YamlRead, AnchorsAndMergeKeys) {
  const Node node = parse_yaml("a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\nc: *x\n", "x");
  EXPECT_EQ(to_yaml(node), "a:\n  p: 1\n  q: 2\nb:\n  p: 1\n  q: 3\nc:\n  p: 1\n  q: 2\n");
  const Node list =
      parse_yaml("a: &x {p: 1}\nb: &y {p: 2, r: 3}\nc:\n  z: 0\n  <<: [*x, *y]\n", "x");
  EXPECT_EQ(list.at("c.p").as_int(), 1);
  EXPECT_EQ(list.at("c.r").as_int(), 3);
}

TEST(YamlRead, KeysAreKeptByTheirCanonicalSpelling) {
  EXPECT_EQ(to_yaml(parse_yaml("0x10: a\nyes: b\n1e3: c\n", "x")), "16: a\ntrue: b\n1000.0: c\n");
}

TEST(YamlRead, EmptyTextAndALoneWord) {
  EXPECT_TRUE(parse_yaml("", "x") == Node::map());
  EXPECT_TRUE(parse_yaml("# nothing\n", "x") == Node::map());
  EXPECT_EQ(to_yaml(parse_yaml("abc=cde", "x")), "abc=cde: null\n");
  EXPECT_TRUE(parse_yaml("- a\n", "x").is_list());
}

TEST(YamlRead, OriginsAreLines) {
  const Node node = parse_yaml("a: 1\nb:\n  c:\n  - x\n  - y\n", "dir/f.yaml");
  EXPECT_EQ(node.at("a").origin(), "dir/f.yaml:1");
  EXPECT_EQ(node.at("b.c.1").origin(), "dir/f.yaml:5");
}

TEST(YamlRead, BadInputNamesFileAndLine) {
  EXPECT_EQ(message_of("a: 1\nb: 2\na: 3\n"), "f.yaml:3: duplicate key 'a'; remove one");
  EXPECT_EQ(message_of("m:\n  0x1: a\n  1: b\n"), "f.yaml:3: duplicate key '1'; remove one");
  EXPECT_THAT(message_of("a: 1\n~: 2\n"), HasSubstr("f.yaml:2: a key may not be a null"));
  EXPECT_THAT(message_of("? [a]\n: 1\n"), HasSubstr("f.yaml:1: a key may not be a list"));
  EXPECT_THAT(message_of("a: [1, 2\n"), HasSubstr("f.yaml:2: "));
  EXPECT_THAT(message_of("a: 1\nb: !!python/none x\n"), HasSubstr("f.yaml:2: the tag"));
  EXPECT_THAT(message_of("a: 1\nb: !!int x\n"), HasSubstr("f.yaml:2: the tag"));
  EXPECT_THAT(message_of("b: !thing {a: 1}\n"), HasSubstr("f.yaml:1: unknown tag !thing"));
  EXPECT_THAT(message_of("a: 1\n---\nb: 2\n"), HasSubstr("more than one document"));
  EXPECT_THAT(message_of("12\n"), HasSubstr("'12' is no config"));
  EXPECT_THAT(message_of("a: *x\n"), HasSubstr("f.yaml:1: "));
  EXPECT_THAT(message_of("a: &x [*x]\n"), HasSubstr("f.yaml:1: "));
  EXPECT_THAT(message_of("a:\n  <<: 3\n"), HasSubstr("the merge key << wants a map"));
}

TEST(YamlWrite, BlockStyle) {
  const Node node = parse_yaml(
      "{a: [1, [2, 3], {b: x, c: []}, []], d: {}, e: null, f: 1.0e-5, g: .inf, h: [[[1]]]}", "x");
  EXPECT_EQ(to_yaml(node),
            "a:\n- 1\n- - 2\n  - 3\n- b: x\n  c: []\n- []\nd: {}\ne: null\nf: 1.0e-05\ng: "
            ".inf\nh:\n- - - 1\n");
  EXPECT_EQ(to_yaml(Node::map()), "{}\n");
  EXPECT_EQ(to_yaml(Node::list()), "[]\n");
}

TEST(YamlWrite, QuotesWhatWouldReadBackAsSomethingElse) {
  const std::pair<const char*, const char*> cases[] = {{"plain words", "plain words"},
                                                       {"", "''"},
                                                       {"1", "'1'"},
                                                       {"1e3", "'1e3'"},
                                                       {"yes", "'yes'"},
                                                       {"y", "'y'"},
                                                       {"null", "'null'"},
                                                       {"~", "'~'"},
                                                       {"nan", "'nan'"},
                                                       {"2020-01-01", "'2020-01-01'"},
                                                       {"a: b", "'a: b'"},
                                                       {"a:b", "a:b"},
                                                       {"a #b", "'a #b'"},
                                                       {"a#b", "a#b"},
                                                       {"- a", "'- a'"},
                                                       {"-a", "-a"},
                                                       {"[a", "'[a'"},
                                                       {"a[", "a["},
                                                       {"it's", "it's"},
                                                       {"'q", "'''q'"},
                                                       {" a", "' a'"},
                                                       {"a\nb", "'a\n\n  b'"},
                                                       {"a\tb", "\"a\\tb\""},
                                                       {"???", "???"},
                                                       {"${a.b}", "${a.b}"},
                                                       {"@x", "'@x'"},
                                                       {"é", "é"},
                                                       {"0o17", "0o17"},
                                                       {"=", "'='"},
                                                       {"<<", "'<<'"},
                                                       {"? a", "'? a'"},
                                                       {"---", "'---'"}};
  for (const auto& [text, written] : cases) {
    Node node;
    node.set_child("k", Node(text));
    EXPECT_EQ(to_yaml(node), std::string("k: ") + written + "\n");
    EXPECT_TRUE(parse_yaml(to_yaml(node), "again") == node) << text;
  }
}

}  // namespace
}  // namespace goodparts::config
