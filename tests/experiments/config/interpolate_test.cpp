// Expected values follow from OmegaConf 2.2's documentation
// (https://omegaconf.readthedocs.io/en/2.2_branch/usage.html and …/custom_resolvers.html,
// …/grammar.html).
#include "experiments/config/interpolate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "experiments/config/yaml.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

std::string resolved(const std::string& text) {
  Node node = parse_yaml(text, "f.yaml");
  resolve(node);
  return to_yaml(node);
}

// The value at k, of the given YAML with `k: value` after it.
Node value_of(const std::string& value, const std::string& others = "") {
  Node node = parse_yaml(others, "f.yaml");
  node.set("k", Node(value));
  resolve(node);
  return node.at("k");
}

std::string message_of(const std::string& text) {
  try {
    resolved(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.what();
  }
  return "";
}

TEST(Interpolate, AloneItKeepsTheType) {
  EXPECT_EQ(resolved("a: 5\nb: ${a}\nc: x${a}\nd: ${e}\ne:\n- 1\n- f: ${a}\ng: ${o}\no: null\nh: "
                     "${o}-${t}\nt: true\n"),
            "a: 5\nb: 5\nc: x5\nd:\n- 1\n- f: 5\ne:\n- 1\n- f: 5\ng: null\no: null\nh: "
            "None-True\nt: true\n");
}

TEST(Interpolate, AbsoluteRelativeAndNested) {
  EXPECT_EQ(resolved("a:\n  b: ${.c}\n  c: 1\n  d:\n    e: ${..c}\n    f: ${...top}\n    g: "
                     "${a.d.e}\ntop: t\n"),
            "a:\n  b: 1\n  c: 1\n  d:\n    e: 1\n    f: t\n    g: 1\ntop: t\n");
  EXPECT_EQ(
      resolved("l: [x, z]\na: ${l.1}\nb: ${l[0]}\nc: ${m[k]}\nd: ${m.${w}}\nw: k\nm: {k: v}\n"),
      "l:\n- x\n- z\na: z\nb: x\nc: v\nd: v\nw: k\nm:\n  k: v\n");
  EXPECT_EQ(resolved("a: ${b}\nb: ${c}\nc: 1\nd: ${e.f}\ne: ${g}\ng: {f: 2}\n"),
            "a: 1\nb: 1\nc: 1\nd: 2\ne:\n  f: 2\ng:\n  f: 2\n");
  EXPECT_EQ(value_of("${ a }", "a: 3").as_int(), 3);
}

TEST(Interpolate, RelativeInTheTargetIsRelativeToTheTarget) {
  EXPECT_EQ(resolved("a:\n  x: ${.z}\n  z: 1\nb: ${a.x}\n"), "a:\n  x: 1\n  z: 1\nb: 1\n");
}

TEST(Interpolate, Escapes) {
  EXPECT_EQ(value_of(R"(\${a})", "a: 1").as_string(), "${a}");
  EXPECT_EQ(value_of(R"(\\${a})", "a: 1").as_string(), R"(\1)");
  EXPECT_EQ(value_of(R"(\\\${a})", "a: 1").as_string(), R"(\${a})");
  EXPECT_EQ(value_of(R"(c:\x\${a})", "a: 1").as_string(), R"(c:\x${a})");
  EXPECT_EQ(value_of(R"(no \\ change)").as_string(), R"(no \\ change)");
}

TEST(Interpolate, Environment) {
  setenv("GOODPARTS_TEST_VALUE", "12", 1);
  unsetenv("GOODPARTS_TEST_UNSET");
  EXPECT_EQ(value_of("${oc.env:GOODPARTS_TEST_VALUE}").as_string(), "12");
  EXPECT_EQ(value_of("${oc.decode:${oc.env:GOODPARTS_TEST_VALUE}}").as_int(), 12);
  EXPECT_EQ(value_of("${oc.env:GOODPARTS_TEST_UNSET,7}").as_string(), "7");
  EXPECT_EQ(value_of("${oc.env:GOODPARTS_TEST_UNSET,'a, b'}").as_string(), "a, b");
  EXPECT_TRUE(value_of("${oc.env:GOODPARTS_TEST_UNSET,null}").is_null());
  EXPECT_EQ(value_of("${oc.env:GOODPARTS_TEST_UNSET,${d}}", "d: x").as_string(), "x");
  EXPECT_THAT(message_of("k: ${oc.env:GOODPARTS_TEST_UNSET}\n"),
              HasSubstr("f.yaml:1: 'k': cannot resolve '${oc.env:GOODPARTS_TEST_UNSET}': the "
                        "environment variable "
                        "'GOODPARTS_TEST_UNSET' is not set"));
}

TEST(Interpolate, Resolvers) {
  EXPECT_TRUE(value_of("${oc.create:{a: [1, x], b c: ${v}}}", "v: 2") ==
              parse_yaml("a: [1, x]\nb c: 2\n", "x"));
  EXPECT_EQ(value_of("${oc.select:a.b,9}", "a: {b: 3}").as_int(), 3);
  EXPECT_EQ(value_of("${oc.select:a.c,9}", "a: {b: 3}").as_int(), 9);
  EXPECT_EQ(value_of("${oc.select:m,9}", "m: ???").as_int(), 9);
  EXPECT_TRUE(value_of("${oc.select:zz}").is_null());
  EXPECT_EQ(value_of("${oc.select:.a}", "a: 3").as_int(), 3);
  EXPECT_TRUE(value_of("${oc.dict.keys:a}", "a: {x: 1, y: 2}") == parse_yaml("- x\n- y\n", "x"));
  EXPECT_TRUE(value_of("${oc.dict.values:${a}}", "a: {x: 1, y: 2}") ==
              parse_yaml("- 1\n- 2\n", "x"));
  EXPECT_EQ(value_of("${oc.decode:'[1, 2]'}").items().size(), 2u);
  EXPECT_TRUE(value_of("${oc.decode:null}").is_null());
  EXPECT_THAT(value_of("${now:%Y-%m-%d_%H:%M}").as_string(),
              MatchesRegex("20[0-9]+-[0-9]+-[0-9]+_[0-9]+:[0-9]+"));
  EXPECT_EQ(value_of("${now:%S}").as_string(), value_of("${now:%S}").as_string());
}

TEST(Interpolate, ArgumentsHaveTypes) {
  const Node node = value_of(
      "${oc.create:[1, 1.5, true, null, a b, 'q, \\'r\\'', {k: v}, a\\,b, 07, ${t}x, c:d]}",
      "t: 1");
  EXPECT_TRUE(
      node ==
      parse_yaml("[1, 1.5, true, null, a b, \"q, 'r'\", {k: v}, 'a,b', '07', 1x, 'c:d']", "x"));
}

TEST(Interpolate, MistakesNameKeyLineAndRemedy) {
  EXPECT_EQ(message_of("a: 1\nseed: 2\nb: ${sead}\n"),
            "f.yaml:3: 'b': cannot resolve '${sead}': there is no 'sead' in the config; did you "
            "mean 'seed'?");
  EXPECT_EQ(message_of("a: ${m}\nm: ???\n"),
            "f.yaml:1: 'a': cannot resolve '${m}': 'm' is missing (\?\?\?); give it a value: m=…");
  EXPECT_EQ(message_of("a: ${b}\nb: ${a}\n"), "f.yaml:1: 'a': '${b}' leads back to itself");
  EXPECT_EQ(message_of("a: {b: '${a}'}\n"), "f.yaml:1: 'a.b': '${a}' leads back to itself");
  EXPECT_THAT(message_of("a: ${oc.evn:X}\n"),
              HasSubstr("unknown resolver 'oc.evn'; there are: now, oc.create, "));
  EXPECT_THAT(message_of("a: ${oc.evn:X}\n"), HasSubstr("did you mean 'oc.env'?"));
  EXPECT_THAT(message_of("a: ${oc.env:}\n"), HasSubstr("oc.env takes 1 to 2 arguments, got 0"));
  EXPECT_THAT(message_of("a: ${..b}\n"), HasSubstr("beyond the top"));
  EXPECT_THAT(message_of("a: '${b'\nb: 1\n"), HasSubstr("it is not closed; add '}'"));
  EXPECT_THAT(message_of("a: ${}\n"), HasSubstr("a key is missing"));
  EXPECT_THAT(message_of("a: x${l}\nl: [1]\n"), HasSubstr("a list cannot be put into text"));
  EXPECT_THAT(message_of("a: ${oc.env:(}\n"), HasSubstr("unexpected '(}'"));
  EXPECT_THAT(message_of("a: ${oc.env:'x}\n"), HasSubstr("it is not closed"));
  EXPECT_THAT(message_of("a: '${m.${n}}'\nm: {}\nn: 1\n"), HasSubstr("a key must be a string"));
  std::string deep;
  for (int i = 0; i < 5000; ++i) {
    deep += "${";
  }
  EXPECT_THAT(message_of("a: '" + deep + "'\n"), HasSubstr("nested more than"));
}

TEST(Interpolate, MissingValuesNobodyAsksForStay) {
  EXPECT_EQ(resolved("a: ???\nb: 1\n"), "a: ???\nb: 1\n");
}

TEST(Interpolate, OneStringAgainstAConfig) {
  EXPECT_EQ(
      interpolate("${group/sub}_${x@pkg}", parse_yaml("group/sub: a\nx@pkg: b\n", "x")).as_string(),
      "a_b");
  EXPECT_THROW(interpolate("${zz}", Node::map()), Error);
}

}  // namespace
}  // namespace goodparts::config
