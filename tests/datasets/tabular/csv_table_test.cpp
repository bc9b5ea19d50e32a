// Expectations are RFC 4180's, and Python's csv module's where that is silent.
#include "datasets/tabular/csv_table.h"

#include <cmath>

#include "tests/datasets/rows_support.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using namespace std::string_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

class Csv : public ::testing::Test {
 protected:
  CsvTable read(const std::string& text, const CsvFormat& format = {}) {
    return CsvTable::read(testing::write_file(folder_ / "a.csv", text), format);
  }
  std::string message(const std::string& text) {
    return message_of(ErrorKind::kData, [&] { read(text); });
  }
  static std::vector<std::string> cells(const CsvTable& table) {
    std::vector<std::string> cells;
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      for (std::size_t column = 0; column < table.columns().size(); ++column) {
        cells.emplace_back(table.cell(row, column));
      }
    }
    return cells;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(Csv, QuotedCellsHoldAnything) {
  const CsvTable table = read("a,\"b \"\"x\"\"\",c\n\"1,5\",\"two\nlines\",\"\"\n3,\"4\"\"\",5\n");
  EXPECT_THAT(table.columns(), ElementsAre("a", "b \"x\"", "c"));
  EXPECT_THAT(cells(table), ElementsAre("1,5", "two\nlines", "", "3", "4\"", "5"));
  EXPECT_EQ(table.line(0), 2);
  EXPECT_EQ(table.line(1), 4);  // after the line end within the quotes
}

TEST_F(Csv, LineEndsMarksAndBlankLines) {
  for (const char* text : {"a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r",
                           "\xEF\xBB\xBF"
                           "a,b\n\n1,2\n\n\n3,4\n\n"}) {
    const CsvTable table = read(text);
    EXPECT_THAT(table.columns(), ElementsAre("a", "b"));
    EXPECT_THAT(cells(table), ElementsAre("1", "2", "3", "4"));
  }
}

TEST_F(Csv, SeparatorsAndBlanks) {
  EXPECT_THAT(cells(read("a;b\n 1,5 ;\t2 \n", {';', true})), ElementsAre("1,5", "2"));
  EXPECT_THAT(cells(read("a\tb\n1\t\n", {'\t', true})), ElementsAre("1", ""));
}

TEST_F(Csv, WithoutHeaderColumnsAreNumbered) {
  const CsvTable table = read("1,2\n3,4\n", {',', false});
  EXPECT_THAT(table.columns(), ElementsAre("#1", "#2"));
  EXPECT_EQ(table.rows(), 2);
  EXPECT_THAT(read(",b\n0,1\n").columns(), ElementsAre("#1", "b"));  // as pandas writes an index
}

TEST_F(Csv, OneColumn) { EXPECT_THAT(cells(read("a\n1\n2\n")), ElementsAre("1", "2")); }

TEST_F(Csv, DamageIsNamedWithItsLine) {
  EXPECT_THAT(message("a,b\n1,2\n3\n"),
              AllOf(HasSubstr("a.csv, line 3: has 1 cells where 2 are expected"),
                    HasSubstr("dataset.separator")));
  EXPECT_THAT(message("a,b\n1,2,3\n"), HasSubstr("line 2: has 3 cells"));
  EXPECT_THAT(message("a,b\n1,2\n3,\"4\n5,6\n"),
              HasSubstr("line 3: a quoted cell is never closed"));
  EXPECT_THAT(message("a,b\n1,\"2\" x\n"), HasSubstr("line 2: text follows a closing quote"));
  EXPECT_THAT(message("a,a\n1,2\n"), HasSubstr("two columns are named 'a'"));
  EXPECT_THAT(message(""), HasSubstr("has no rows of data"));
  EXPECT_THAT(message("a,b\n"), HasSubstr("has no rows of data"));
  EXPECT_THAT(message("\xFF\xFE"
                      "a\0"s),
              HasSubstr("UTF-16"));
  EXPECT_THAT(message("PK\3\4\0\0"s), HasSubstr("zero bytes"));
}

TEST_F(Csv, FilesThatAreNotThere) {
  EXPECT_THAT(
      message_of(ErrorKind::kData, [&] { CsvTable::read((folder_ / "absent.csv").string(), {}); }),
      HasSubstr("absent.csv: there is no such file"));
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { CsvTable::read(folder_.path().string(), {}); }),
              HasSubstr("is a folder"));
}

TEST_F(Csv, MissingColumnSuggestsTheNearest) {
  const CsvTable table = read("Torque,Speed\n1,2\n");
  EXPECT_EQ(table.require("Speed", "dataset.label"), 1U);
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { table.require("Torqe", "dataset.label"); }),
              AllOf(HasSubstr("no column 'Torqe' (dataset.label)"),
                    HasSubstr("did you mean 'Torque'"), HasSubstr("there are: Torque, Speed")));
}

TEST(ParseSeparator, TakesOneCharacterOrTab) {
  EXPECT_EQ(parse_separator(";"), ';');
  EXPECT_EQ(parse_separator("tab"), '\t');
  EXPECT_EQ(parse_separator("\t"), '\t');
  for (const char* bad : {"", ",,", "\"", "\n"}) {
    EXPECT_THAT(message_of(ErrorKind::kConfig, [&] { parse_separator(bad); }),
                HasSubstr("dataset.separator"));
  }
}

TEST(ParseCell, NumbersMissingValuesAndText) {
  const auto number = [](std::string_view cell) {
    const CellValue value = parse_cell(cell);
    return value.kind == CellValue::Kind::kNumber ? value.number : std::nan("");
  };
  EXPECT_EQ(number("42"), 42.0);
  EXPECT_EQ(number("-1.5e-3"), -0.0015);
  EXPECT_EQ(number("+2"), 2.0);
  EXPECT_EQ(number(".5"), 0.5);
  EXPECT_EQ(number("0.1"), 0.1);
  for (const char* cell : {"", "NaN", "na", "N/A", "NULL", "None", "?"}) {
    EXPECT_EQ(parse_cell(cell).kind, CellValue::Kind::kMissing) << cell;
  }
  for (const char* cell :
       {"abc", "1,5", "1.2.3", "12 V", "inf", "-Infinity", "0x1F", "+-1", "+", "1e999"}) {
    EXPECT_EQ(parse_cell(cell).kind, CellValue::Kind::kText) << cell;
  }
}

}  // namespace
}  // namespace goodparts
