#include "datasets/tabular/open_rows.h"

#include <cmath>

#include "tests/datasets/rows_support.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

class OpenRows : public ::testing::Test {
 protected:
  static InputSpec spec(std::vector<std::string> features, std::int64_t window = 1) {
    InputSpec spec;
    spec.kind = "rows";
    spec.features = std::move(features);
    spec.separator = ",";
    spec.window = window;
    return spec;
  }
  std::string file(const std::string& name, const std::string& text) {
    return testing::write_file(folder_ / name, text);
  }

  testing::TemporaryFolder folder_;
};

TEST_F(OpenRows, FindsColumnsByNameInAnyOrder) {
  const std::string path = file("new.csv", "note,b,a\nx,2,1\ny,4,3\n");
  const auto rows = open_rows(spec({"a", "b"}), {path});
  EXPECT_THAT(testing::read_all(*rows), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(rows->feature_names(), ElementsAre("a", "b"));
  EXPECT_EQ(rows->info(1).id, path + "#1");
  EXPECT_EQ(rows->info(1).group, path);
}

TEST_F(OpenRows, RebuildsOneHotFeatures) {
  const auto rows = open_rows(spec({"a", "type=L", "type=M"}),
                              {file("new.csv", "type,a\nM,1\nL,2\nunheard of,3\n")});
  EXPECT_THAT(testing::read_all(*rows), ElementsAre(1, 0, 1, 2, 1, 0, 3, 0, 0));
}

TEST_F(OpenRows, MissingColumnsAreAllListed) {
  EXPECT_THAT(message_of(ErrorKind::kData,
                         [&] {
                           open_rows(spec({"a", "b", "type=L"}), {file("new.csv", "a,c\n1,2\n")});
                         }),
              AllOf(HasSubstr("new.csv"), HasSubstr("missing: b, type=L; there are: a, c")));
}

TEST_F(OpenRows, WindowsStackRowsWithinAFile) {
  const std::string first = file("1.csv", "a,b\n1,2\n3,4\n5,6\n");
  const std::string second = file("2.csv", "a,b\n7,8\n9,10\n");
  const auto rows = open_rows(spec({"a", "b"}, 2), {first, second});
  EXPECT_EQ(rows->shape().elements(), 4);
  EXPECT_THAT(rows->feature_names(), ElementsAre("a[t-1]", "b[t-1]", "a", "b"));
  EXPECT_THAT(testing::read_all(*rows), ElementsAre(1, 2, 3, 4, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_THAT(testing::ids(*rows), ElementsAre(first + "#1", first + "#2", second + "#1"));
  EXPECT_THAT(message_of(ErrorKind::kData,
                         [&] {
                           open_rows(spec({"a", "b"}, 3), {first, second});
                         }),
              AllOf(HasSubstr("2.csv"), HasSubstr("window of 3")));
}

TEST_F(OpenRows, FilesWithoutHeader) {
  const std::string path = file("plain.csv", "1,2\n3,4\n");
  EXPECT_THAT(testing::read_all(*open_rows(spec({"#2"}), {path})), ElementsAre(2, 4));
  EXPECT_THAT(testing::read_all(*open_rows(spec({}), {path})), ElementsAre(1, 2, 3, 4));
  const std::string named = file("named.csv", "a,b\n1,2\n");
  EXPECT_THAT(testing::read_all(*open_rows(spec({}), {named})), ElementsAre(1, 2));
  EXPECT_THAT(message_of(ErrorKind::kData,
                         [&] {
                           open_rows(spec({}), {path, file("wide.csv", "1,2,3\n")});
                         }),
              HasSubstr("has 3 columns, the files before it 2"));
}

TEST_F(OpenRows, MissingValuesAreKeptAndTextIsAnError) {
  EXPECT_TRUE(std::isnan(
      testing::read_all(*open_rows(spec({"a", "b"}), {file("new.csv", "a,b\n1,\n")}))[1]));
  EXPECT_THAT(message_of(ErrorKind::kData,
                         [&] { open_rows(spec({"a"}), {file("bad.csv", "a\n1\nlow\n")}); }),
              HasSubstr("bad.csv, line 3, column 'a': 'low'"));
}

TEST_F(OpenRows, CategoriesAreCodedAsInTraining) {
  InputSpec codes = spec({"a", "type"});
  codes.categories = {{}, {"H", "L"}};
  const auto rows = open_rows(codes, {file("new.csv", "type,a\nL,1\nX,2\nH,3\n,4\n")});
  EXPECT_EQ(rows->categories(), codes.categories);
  const std::vector<float> values = testing::read_all(*rows);
  EXPECT_THAT(std::vector<float>(values.begin(), values.begin() + 6),
              ElementsAre(1, 1, 2, 2, 3, 0));  // X is none of the two
  EXPECT_TRUE(std::isnan(values[7]));
}

TEST_F(OpenRows, NoFiles) {
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { open_rows(spec({"a"}), {}); }),
              HasSubstr("no file to score"));
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { open_rows(spec({"a"}), {"absent.npz"}); }),
              HasSubstr("absent.npz"));
}

TEST(OpenRowsAdbench, ReadsNpzByPosition) {
  GOODPARTS_REQUIRE_SHARED(path, "data/adbench/4_breastw.npz");
  InputSpec spec;
  spec.kind = "rows";
  const auto rows = open_rows(spec, {path.string()});
  EXPECT_EQ(rows->size(), 683);
  EXPECT_EQ(rows->shape().elements(), 9);
  spec.features = {"a", "b"};
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { open_rows(spec, {path.string()}); }),
              HasSubstr("has 9 columns, but the detector was trained with 2: a, b"));
}

}  // namespace
}  // namespace goodparts
