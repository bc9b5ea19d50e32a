// Expected values follow from Hydra 1.3's published grammar and its documentation
// (https://hydra.cc/docs/1.3/advanced/override_grammar/basic/ and …/extended/) and from CPython
// where a cast is Python's.
#include "experiments/config/override_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiments/config/override_functions.h"
#include "experiments/config/replay.h"
#include "kernels/base/error.h"
#include "nlohmann/json.hpp"

namespace goodparts::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string message_of(const std::string& text) {
  try {
    parse_override(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.what();
  }
  return "";
}

// The value as it would be written again, after its type.
std::string shown(const std::string& text) {
  const Value value = parse_value(text);
  return std::string(to_node(value).type_name()) + " " + to_override_text(value);
}

std::vector<std::string> values_of(const std::string& sweep) {
  std::vector<std::string> texts;
  for (const Value& value : sweep_values(parse_value(sweep))) {
    texts.push_back(to_override_text(value));
  }
  return texts;
}

TEST(Override, Kinds) {
  EXPECT_EQ(parse_override("a.b=1").kind, OverrideKind::kChange);
  EXPECT_EQ(parse_override("+a.b=1").kind, OverrideKind::kAdd);
  EXPECT_EQ(parse_override("++a.b=1").kind, OverrideKind::kForceAdd);
  EXPECT_EQ(parse_override("~a.b").kind, OverrideKind::kDelete);
  EXPECT_FALSE(parse_override("~a.b").value.has_value());
  EXPECT_EQ(parse_override("~a.b=1").value->get<std::int64_t>(), 1);
}

TEST(Override, Keys) {
  const Override override = parse_override("+group/sub@pkg.a=option");
  EXPECT_EQ(override.key.key_or_group, "group/sub");
  EXPECT_EQ(override.key.package, "pkg.a");
  EXPECT_EQ(override.key_element(), "+group/sub@pkg.a");
  EXPECT_EQ(parse_override("layers.0=x").key.key_or_group, "layers.0");
  EXPECT_EQ(parse_override("$a-b.$c=x").key.key_or_group, "$a-b.$c");
}

TEST(Override, Types) {
  EXPECT_EQ(shown("10"), "int 10");
  EXPECT_EQ(shown("-1_000"), "int -1000");
  EXPECT_EQ(shown("1e3"), "float 1000.0");
  EXPECT_EQ(shown("-.5"), "float -0.5");
  EXPECT_EQ(shown("INF"), "float inf");
  EXPECT_EQ(shown("tRuE"), "bool True");
  EXPECT_EQ(shown("NULL"), "null null");
  EXPECT_EQ(shown("007"), "str 007");
  EXPECT_EQ(shown("0x10"), "str 0x10");
  EXPECT_EQ(shown("1:30"), "str 1\\:30");
  EXPECT_EQ(shown("features.6"), "str features.6");
  EXPECT_EQ(shown("/data/x-1_2.npz"), "str /data/x-1_2.npz");
  EXPECT_EQ(shown("a b"), "str a\\ b");
  EXPECT_EQ(shown("'1'"), "str '1'");
  EXPECT_EQ(shown("${a}"), "str $\\{a\\}");
  EXPECT_EQ(shown("[a,1,[x, y],{k: v}]"), "list [a,1,[x,y],{k:v}]");
  EXPECT_EQ(shown("{a: 1, b c: [2], 3: x}"), "dict {a:1,b\\ c:[2],3:x}");
  EXPECT_EQ(to_override_text(*parse_override("key=").value), "");
}

TEST(Override, QuotesAndEscapes) {
  const auto text = [](const std::string& input) {
    return to_node(parse_value(input)).as_string();
  };
  EXPECT_EQ(text(R"('a, b = {c}')"), "a, b = {c}");
  EXPECT_EQ(text(R"('it\'s')"), "it's");
  EXPECT_EQ(text(R"("a\\")"), R"(a\)");
  EXPECT_EQ(text(R"('a\\b')"), R"(a\\b)");
  EXPECT_EQ(text(R"('\\\'x')"), R"(\'x)");
  EXPECT_EQ(text(R"(a\,b\=c\ d)"), "a,b=c d");
  EXPECT_EQ(text(R"(c:\dir\x)"), R"(c:\dir\x)");
  for (const char* input : {R"('it\'s')", R"("a\\")", R"('\\\'x')", R"(a\,b\\\ )"}) {
    EXPECT_EQ(text(to_override_text(parse_value(input))), text(input)) << input;
  }
}

TEST(Override, BadInputSaysWhereAndWhat) {
  EXPECT_EQ(message_of("key"), "override 'key': it ends where '=' is wanted");
  EXPECT_EQ(message_of("key=[1"), "override 'key=[1': it ends where ']' is wanted");
  EXPECT_EQ(message_of("key='abc"),
            "override 'key='abc': unexpected ''' at position 5: the quote is not closed");
  EXPECT_EQ(message_of("a=b=c"),
            "override 'a=b=c': unexpected '=' at position 4, where the end is wanted; put special "
            "characters in quotes");
  EXPECT_THAT(message_of("k!=1"), HasSubstr("unexpected '!' at position 2: keys are made of"));
  EXPECT_THAT(message_of("k={a}"), HasSubstr("where ':' is wanted"));
  EXPECT_THAT(message_of("k=99999999999999999999"), HasSubstr("does not fit 64 bits"));
  EXPECT_THAT(message_of("k=chioce(1,2)"),
              HasSubstr("unknown function 'chioce'; there are: bool, choice, "));
  EXPECT_THAT(message_of("k=chioce(1,2)"), HasSubstr("did you mean 'choice'?"));
  EXPECT_THAT(message_of("k=" + std::string(5000, '[')), HasSubstr("nested more than"));
}

TEST(OverrideFunction, Casts) {
  EXPECT_EQ(shown("int(3.9)"), "int 3");
  EXPECT_EQ(shown("int(-3.9)"), "int -3");
  EXPECT_EQ(shown("int('1_0')"), "int 10");
  EXPECT_EQ(shown("int(true)"), "int 1");
  EXPECT_EQ(shown("float('1e3')"), "float 1000.0");
  EXPECT_EQ(shown("float(' nan ')"), "float nan");
  EXPECT_EQ(shown("str(1e6)"), "str 1000000.0");
  EXPECT_EQ(shown("str(true)"), "str true");
  EXPECT_EQ(shown("bool(0.0)"), "bool False");
  EXPECT_EQ(shown("bool(null)"), "bool False");
  EXPECT_EQ(shown("bool('TRUE')"), "bool True");
  EXPECT_EQ(shown("int([1.5,{a:2.5}])"), "list [1,{a:2}]");
  EXPECT_EQ(to_node(parse_value("json_str({a:[1,2.0,null,true,'x \"y\"']})")).as_string(),
            R"({"a": [1, 2.0, null, true, "x \"y\""]})");
  for (const char* bad :
       {"int('1.0')", "int(inf)", "int(1e30)", "int(null)", "float('')", "bool('10')", "str(null)",
        "int()", "int(1,value=2)", "bool(range(1,3))", "str(interval(0,1))", "int(glob(*))"}) {
    EXPECT_THROW(parse_value(bad), Error) << bad;
  }
}

TEST(OverrideFunction, Sweeps) {
  EXPECT_THAT(values_of("a,b c,'d,e'"), ElementsAre("a", "b\\ c", "'d,e'"));
  EXPECT_THAT(values_of("choice(a,[1,2],{k:v})"), ElementsAre("a", "[1,2]", "{k:v}"));
  EXPECT_THAT(values_of("range(3)"), ElementsAre("0", "1", "2"));
  EXPECT_THAT(values_of("range(10,0,step=-4)"), ElementsAre("10", "6", "2"));
  EXPECT_THAT(values_of("float(range(1,3))"), ElementsAre("1.0", "2.0"));
  EXPECT_THAT(values_of("int(1.5,2.5)"), ElementsAre("1", "2"));
  EXPECT_THAT(values_of("tag(x,y,choice(1,2))"), ElementsAre("1", "2"));
  EXPECT_THAT(values_of("sort(3,1,2)"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(values_of("sort(choice(b,a),reverse=true)"), ElementsAre("b", "a"));
  EXPECT_THAT(values_of("sort(range(0,5,2),reverse=true)"), ElementsAre("4", "2", "0"));
  EXPECT_THAT(values_of("sort(range(10,1,-3))"), ElementsAre("4", "7", "10"));
  EXPECT_THAT(values_of("choice(sort(2,1))"), ElementsAre("1", "2"));
  EXPECT_EQ(shown("sort([b,a])"), "list [a,b]");
}

// Expected: CPython's decimal.Decimal, adding Decimal(step) to Decimal(start) while below
// Decimal(stop).
TEST(OverrideFunction, FloatRangesAddUpInDecimal) {
  EXPECT_THAT(values_of("range(0,0.5,0.1)"), ElementsAre("0.0", "0.1", "0.2", "0.3", "0.4"));
  EXPECT_THAT(values_of("range(0,0.2,0.1)"), ElementsAre("0.0", "0.1", "0.2"));
  EXPECT_THAT(values_of("range(0,0.3,0.1)"), ElementsAre("0.0", "0.1", "0.2"));
  EXPECT_THAT(values_of("range(1.0,0.3,-0.1)"),
              ElementsAre("1.0", "0.9", "0.8", "0.7", "0.6", "0.5", "0.39999999999999997"));
  EXPECT_THAT(values_of("range(0.1,1.0,0.3)"), ElementsAre("0.1", "0.4", "0.7", "1.0"));
  EXPECT_THAT(values_of("range(1e-3,4e-3,1e-3)"), ElementsAre("0.001", "0.002", "0.003"));
}

TEST(OverrideFunction, ShuffleIsAReproduciblePermutation) {
  const std::vector<std::string> once = values_of("shuffle(range(1,10))");
  EXPECT_EQ(once, values_of("shuffle(range(1,10))"));
  EXPECT_NE(once, values_of("range(1,10)"));
  EXPECT_THAT(once, ::testing::UnorderedElementsAre("1", "2", "3", "4", "5", "6", "7", "8", "9"));
  EXPECT_THAT(values_of("shuffle(a,b,c)"), ::testing::UnorderedElementsAre("a", "b", "c"));
}

TEST(OverrideFunction, RejectsWhatDoesNotFit) {
  for (const char* bad : {"choice()",
                          "choice(choice(1,2))",
                          "choice(null)",
                          "range()",
                          "range(a)",
                          "range(1,2,3,4)",
                          "range(1,5,foo=1)",
                          "range(1,start=2)",
                          "interval(1)",
                          "tag(a)",
                          "tag(1,choice(a))",
                          "sort()",
                          "sort(1,a)",
                          "sort([1],reverse=1)",
                          "sort(null)",
                          "shuffle(interval(0,1))",
                          "glob(1)",
                          "glob()",
                          "choice(a=1)",
                          "int(value=1,2)",
                          "sort([{a:1},{a:2}])",
                          "choice(1,2),3"}) {
    EXPECT_THROW(parse_value(bad), Error) << bad;
  }
  EXPECT_THROW(values_of("range(1,5,0)"), Error);
  EXPECT_THROW(values_of("range(0,inf,1.0)"), Error);
  EXPECT_THROW(values_of("range(0,1000000000)"), Error);
  EXPECT_THROW(values_of("range(0,1,1e-9)"), Error);
  EXPECT_THROW(values_of("interval(0,1)"), Error);
}

TEST(ParseRule, AnswersInJson) {
  EXPECT_EQ(
      parse_rule("override", "x=1,b").dump(),
      R"({"expanded":["1","b"],"ok":true,"result":{"key_element":"x","key_or_group":"x","op":"CHANGE",)"
      R"("package":null,"t":"override","value":{"list":[{"t":"int","v":"1"},{"t":"str","v":"b"}],)"
      R"("shuffle":false,"simple_form":true,"t":"choice","tags":[]},"value_type":"SIMPLE_CHOICE_SWEEP"}})");
  EXPECT_EQ(parse_rule("package", "a.b").dump(), R"({"ok":true,"result":{"t":"str","v":"a.b"}})");
  EXPECT_EQ(parse_rule("value", "[").at("error"), "HydraException");
  EXPECT_THROW(parse_rule("overide", "a=1"), Error);
}

}  // namespace
}  // namespace goodparts::config
