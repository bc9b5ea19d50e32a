// The order is that of Python's itertools.product, which Hydra's basic sweeper uses: the last axis
// runs fastest.
#include "experiments/config/sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

SearchPath example() {
  SearchPath path;
  path.add_embedded("conf",
                    {{"db/mysql.yaml", ""}, {"db/mysql_test.yaml", ""}, {"db/sqlite.yaml", ""}});
  return path;
}

std::string message_of(const std::string& override) {
  try {
    expand_sweep(example(), {override});
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    return error.what();
  }
  return "";
}

TEST(Sweep, IsTheProductOfTheAxes) {
  EXPECT_THAT(expand_sweep({"a=1,2", "+b=x", "c=choice(u,v)"}),
              ElementsAre(ElementsAre("a=1", "+b=x", "c=u"), ElementsAre("a=1", "+b=x", "c=v"),
                          ElementsAre("a=2", "+b=x", "c=u"), ElementsAre("a=2", "+b=x", "c=v")));
}

TEST(Sweep, WithoutAxesIsOneCell) {
  EXPECT_THAT(expand_sweep({"a=[1,2]", "~b"}), ElementsAre(ElementsAre("a=[1,2]", "~b")));
  EXPECT_THAT(expand_sweep({}), ElementsAre(ElementsAre()));
}

TEST(Sweep, ValuesAreWrittenSoThatTheyReadBack) {
  EXPECT_THAT(expand_sweep({"+g@p=a b,'c,d',[x,{k: 1}]"}),
              ElementsAre(ElementsAre("+g@p=a\\ b"), ElementsAre("+g@p='c,d'"),
                          ElementsAre("+g@p=[x,{k:1}]")));
  EXPECT_THAT(expand_sweep({"seed=range(0,6,3)"}),
              ElementsAre(ElementsAre("seed=0"), ElementsAre("seed=3")));
}

TEST(Sweep, GlobSelectsOptions) {
  EXPECT_THAT(expand_sweep(example(), {"db=glob(my*)"}),
              ElementsAre(ElementsAre("db=mysql"), ElementsAre("db=mysql_test")));
  EXPECT_THAT(expand_sweep(example(), {"db=glob([*],exclude=[*_test,sq*])"}),
              ElementsAre(ElementsAre("db=mysql")));
  EXPECT_THAT(message_of("db=glob(x*)"),
              HasSubstr("no option of 'db' matches; there are: mysql, mysql_test, sqlite"));
  EXPECT_THROW(expand_sweep({"db=glob(*)"}), Error);
}

TEST(Sweep, WhatCannotBeEnumeratedFails) {
  EXPECT_THAT(message_of("a=interval(0,1)"), HasSubstr("an interval cannot be enumerated"));
  EXPECT_THAT(message_of("a=range(5,1)"), HasSubstr("it has no values"));
  EXPECT_THAT(message_of("a=range(0,5,0)"), HasSubstr("cannot step by 0"));
}

}  // namespace
}  // namespace goodparts::config
