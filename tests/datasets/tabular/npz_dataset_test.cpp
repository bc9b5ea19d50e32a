#include "datasets/tabular/npz_dataset.h"

#include <zip.h>

#include <set>

#include "datasets/tabular/npz_file.h"
#include "tests/datasets/rows_support.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

// A float64 array in .npy format, version 1.0.
std::string npy(const std::string& shape, const std::vector<double>& values) {
  const std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }\n";
  std::string bytes = "\x93NUMPY\1\0"s + static_cast<char>(header.size()) + '\0' + header;
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
  return bytes;
}

using Members = std::vector<std::pair<std::string, std::string>>;

std::string write_npz(const std::filesystem::path& path, const Members& members) {
  int code = 0;
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  for (const auto& [name, bytes] : members) {
    zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
    zip_file_add(zip, name.c_str(), source, 0);
  }
  zip_close(zip);
  return path.string();
}

class NpzDataset : public ::testing::Test {
 protected:
  std::string message(const Members& members, NpzConfig config = {}) {
    config.file = write_npz(folder_ / "table.npz", members);
    return message_of(ErrorKind::kData, [&] { testing::make("npz", config); });
  }

  // 10 good rows (value 0 … 9) and 2 anomalous ones (100, 101).
  NpzConfig twelve_rows() {
    NpzConfig config;
    config.file = write_npz(folder_ / "twelve.npz",
                            {{"X.npy", npy("(12, 1)", {0, 1, 2, 100, 3, 4, 5, 6, 101, 7, 8, 9})},
                             {"y.npy", npy("(12,)", {0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0})}});
    return config;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(NpzDataset, GoodOnlyLearnsFromHalfOfTheGoodRows) {
  const auto dataset = testing::make("npz", twelve_rows(), 3);
  EXPECT_THAT(dataset->unit_names(), ElementsAre("twelve"));
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.train->size(), 4);        // 5 of 10 good rows, of which
  EXPECT_EQ(unit.calibration->size(), 1);  // 20 % are held out
  EXPECT_EQ(unit.test->size(), 7);
  EXPECT_EQ(testing::anomalous_count(*unit.test_labels), 2);
  std::set<float> seen;
  for (const SampleSource* source : {unit.train.get(), unit.calibration.get(), unit.test.get()}) {
    for (const float value : testing::read_all(*source)) {
      EXPECT_TRUE(seen.insert(value).second) << value << " is used twice";
    }
  }
  EXPECT_EQ(seen.size(), 12U);
  for (const float value : testing::read_all(*unit.train)) {
    EXPECT_LT(value, 100.0F);
  }
  const std::vector<float> tested = testing::read_all(*unit.test);
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    const bool anomalous = tested[static_cast<std::size_t>(i)] >= 100.0F;
    EXPECT_EQ(unit.test_labels->anomalous(i), anomalous);
    EXPECT_EQ(unit.test_labels->defect(i), anomalous ? "anomalous" : "good");
  }
}

TEST_F(NpzDataset, SplitDependsOnTheSeedAlone) {
  const auto train = [&](std::uint64_t seed) {
    return testing::ids(*testing::make("npz", twelve_rows(), seed)->open(0).train);
  };
  EXPECT_EQ(train(1), train(1));
  std::set<std::vector<std::string>> different;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    different.insert(train(seed));
  }
  EXPECT_GT(different.size(), 5U);
}

TEST_F(NpzDataset, WholeTableLearnsFromEverything) {
  NpzConfig config = twelve_rows();
  config.protocol = "whole_table";
  const auto dataset = testing::make("npz", config);
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.train->size(), 12);
  EXPECT_EQ(unit.calibration->size(), 0);
  EXPECT_EQ(testing::ids(*unit.train), testing::ids(*unit.test));
  EXPECT_EQ(unit.test->info(3).id, "twelve.npz#3");
  EXPECT_TRUE(unit.test_labels->anomalous(3));
  EXPECT_THAT(dataset->protocol(), HasSubstr("anomalous rows included"));
}

TEST_F(NpzDataset, MissingValuesAreAnErrorUnlessKept) {
  const Members members = {{"X.npy", npy("(2, 2)", {1, 2, 3, std::nan("")})},
                           {"y.npy", npy("(2,)", {0, 0})}};
  EXPECT_THAT(message(members),
              ::testing::AllOf(HasSubstr("table.npz"), HasSubstr("row 1"), HasSubstr("column 1"),
                               HasSubstr("nan"), HasSubstr("dataset.missing=keep")));
  NpzConfig config;
  config.missing = "keep";
  config.protocol = "whole_table";
  config.file = (folder_ / "table.npz").string();
  const std::vector<float> values = testing::read_all(*testing::make("npz", config)->open(0).train);
  EXPECT_EQ(values[2], 3.0F);
  EXPECT_TRUE(std::isnan(values[3]));
}

TEST_F(NpzDataset, BadContentsAreNamed) {
  const std::string x = npy("(2, 1)", {1, 2});
  const std::string y = npy("(2,)", {0, 1});
  EXPECT_THAT(message({{"x_train.npy", x}, {"y.npy", y}}),
              HasSubstr("there is no array 'X'; there are: x_train, y"));
  EXPECT_THAT(message({{"X.npy", x}}), HasSubstr("there is no array 'y'; there are: X"));
  EXPECT_THAT(message({{"X.npy", x}, {"y.npy", npy("(2,)", {0, 2})}}),
              HasSubstr("array 'y', row 1: label 2 is neither 0 (good) nor 1"));
  EXPECT_THAT(message({{"X.npy", x}, {"y.npy", npy("(3,)", {0, 1, 0})}}),
              HasSubstr("array 'y' has shape (3), but 'X' has 2 rows"));
  EXPECT_THAT(message({{"X.npy", npy("(2,)", {1, 2})}, {"y.npy", y}}),
              HasSubstr("array 'X' has shape (2); it must be rows × columns"));
  EXPECT_THAT(message({{"X.npy", npy("(0, 3)", {})}, {"y.npy", npy("(0,)", {})}}),
              HasSubstr("array 'X' has shape (0, 3)"));
  EXPECT_THAT(message({{"X.npy", npy("(2, 1)", {1, HUGE_VAL})}, {"y.npy", y}}),
              HasSubstr("row 1, column 0: inf"));
  EXPECT_THAT(message({{"X.npy", npy("(2, 1)", {1, 1e300})}, {"y.npy", y}}),
              HasSubstr("row 1, column 0: 1e+300"));
  EXPECT_THAT(message({{"X.npy", x}, {"y.npy", npy("(2,)", {1, 1})}}),
              HasSubstr("only 0 of 2 rows are good"));
}

TEST_F(NpzDataset, BadFilesAreNamed) {
  NpzConfig config;
  config.file = (folder_ / "absent.npz").string();
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { testing::make("npz", config); }),
              ::testing::AllOf(HasSubstr("absent.npz"), HasSubstr("No such file")));
  config.file = testing::write_file(folder_ / "text.npz", "a,b\n1,2\n");
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { testing::make("npz", config); }),
              HasSubstr("text.npz: cannot be opened as a .npz file"));
}

TEST_F(NpzDataset, ATruncatedMemberIsDamage) {
  const std::string path = write_npz(folder_ / "table.npz",
                                     {{"X.npy", npy("(1000, 1)", std::vector<double>(1000, 1.5))}});
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  std::string bytes = text.str();
  bytes[60] = static_cast<char>(bytes[60] ^ 0x55);  // within the deflated data
  testing::write_file(path, bytes);
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { read_npz_array(path, "X"); }),
              HasSubstr("array 'X'"));
}

TEST_F(NpzDataset, BadSettingsAreNamed) {
  const auto rejected = [&](auto change) {
    NpzConfig config = twelve_rows();
    change(config);
    return message_of(ErrorKind::kConfig, [&] { testing::make("npz", config); });
  };
  EXPECT_THAT(rejected([](NpzConfig& c) { c.protocol = "good_onyl"; }),
              HasSubstr("dataset.protocol: 'good_onyl'"));
  EXPECT_THAT(rejected([](NpzConfig& c) { c.calibration_fraction = 1.0; }),
              HasSubstr("dataset.calibration_fraction: 1"));
  EXPECT_THAT(rejected([](NpzConfig& c) { c.missing = "drop"; }), HasSubstr("dataset.missing"));
  EXPECT_THAT(rejected([](NpzConfig& c) { c.file = ""; }), HasSubstr("dataset.file"));
}

// Values read with numpy 1.24: X is int16 in Fortran order (shuttle) or float64 (cardio), deflated.
TEST(NpzAdbench, ReadsFilesThatNumpyWrote) {
  GOODPARTS_REQUIRE_SHARED(path, "data/adbench");
  const NpyArray shuttle = read_npz_array((path / "32_shuttle.npz").string(), "X");
  EXPECT_EQ(shuttle.dtype, "<i2");
  EXPECT_THAT(shuttle.shape, ElementsAre(49097, 9));
  EXPECT_THAT(std::vector<double>(shuttle.values.begin() + 9, shuttle.values.begin() + 18),
              ElementsAre(53, 0, 82, 0, 52, -5, 29, 30, 2));
  EXPECT_EQ(std::accumulate(shuttle.values.begin(), shuttle.values.end(), 0.0), 13157400);
  const NpzMatrix cardio = read_npz_matrix((path / "6_cardio.npz").string(), "X", false);
  EXPECT_EQ(cardio.rows, 1831);
  EXPECT_EQ(cardio.columns, 21);
  EXPECT_FLOAT_EQ(cardio.values[21 * 1000 + 7], -1.3513170914564947F);
}

}  // namespace
}  // namespace goodparts
