#include "datasets/image/conditions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/expect_error.h"
#include "tests/support/images.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryFolder;

SampleInfo row_of(const std::string& csv, const std::string& key) {
  const TemporaryFolder folder;
  testing::write_file(folder / "conditions.csv", csv);
  SampleInfo info;
  info.id = key;
  ConditionTable(folder.path()).apply(key, info);
  return info;
}

void read(const std::string& csv) { row_of(csv, ""); }

TEST(Conditions, NoFileNoConditions) {
  const TemporaryFolder folder;
  SampleInfo info;
  info.id = "test/good/0.png";
  const ConditionTable table(folder.path());
  table.apply(info.id, info);
  EXPECT_THAT(info.conditions, IsEmpty());
  EXPECT_EQ(info.group, "test/good/0.png");
  EXPECT_THAT(table.warnings({info.id}), IsEmpty());
}

TEST(Conditions, TextAndNumbersAndTheLotAsGroup) {
  const SampleInfo info =
      row_of("id,shift,lot,lux\na.png,night,7,312.5\nb.png,day,L8,1e2\n", "a.png");
  ASSERT_EQ(info.conditions.size(), 3U);
  EXPECT_EQ(info.conditions[0].name, "shift");
  EXPECT_EQ(info.conditions[0].text, "night");
  EXPECT_TRUE(std::isnan(info.conditions[0].number));
  EXPECT_TRUE(std::isnan(info.conditions[1].number)) << "L8 makes the column categorical";
  EXPECT_EQ(info.conditions[2].text, "312.5");
  EXPECT_DOUBLE_EQ(info.conditions[2].number, 312.5);
  EXPECT_EQ(info.group, "7");
}

TEST(Conditions, EmptyCellsAreNotKnown) {
  const SampleInfo info = row_of("id,shift,lux\na.png,,5\nb.png,day,\n", "a.png");
  ASSERT_EQ(info.conditions.size(), 1U);
  EXPECT_EQ(info.conditions[0].name, "lux");
  EXPECT_DOUBLE_EQ(info.conditions[0].number, 5.0);
  EXPECT_EQ(info.group, "a.png");
}

TEST(Conditions, OtherSeparatorsQuotesLineEndsAndByteOrderMark) {
  const SampleInfo info = row_of(
      "\xef\xbb\xbf"
      "file;note;lot\r\n\"a;1.png\";\"says \"\"hi\"\"\";L1\r\n\r\n",
      "a;1.png");
  ASSERT_EQ(info.conditions.size(), 2U);
  EXPECT_EQ(info.conditions[0].text, "says \"hi\"");
  EXPECT_EQ(info.group, "L1");
  EXPECT_EQ(row_of("id\tlot\na.png\tL2\n", "a.png").group, "L2");
}

TEST(Conditions, WarnsOfRowsAndImagesThatDoNotMeet) {
  const TemporaryFolder folder;
  testing::write_file(folder / "conditions.csv", "id,shift\na.png,day\ntypo.png,day\n");
  EXPECT_THAT(ConditionTable(folder.path()).warnings({"a.png", "b.png", "c.png"}),
              ElementsAre(HasSubstr("no row for 2 of 3 images"),
                          HasSubstr("1 rows name no image: typo.png")));
}

TEST(Conditions, BadFilesNameTheLine) {
  EXPECT_ERROR((read("name,shift\na,b\n"), 0), ErrorKind::kData, "conditions.csv, line 1",
               "no column 'id' or 'file'", "name, shift");
  EXPECT_ERROR((read("id,shift\na.png,day\nb.png\n"), 0), ErrorKind::kData,
               "line 3: 1 cells, but the header has 2");
  EXPECT_ERROR((read("id,shift\na.png,day\na.png,day\n"), 0), ErrorKind::kData,
               "line 3: a second row for 'a.png'");
  EXPECT_ERROR((read(""), 0), ErrorKind::kData, "is empty");
}

}  // namespace
}  // namespace goodparts
