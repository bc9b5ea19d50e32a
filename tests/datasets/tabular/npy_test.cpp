// The bytes follow numpy.lib.format's description; headers are as NumPy 1.24 writes them. That
// files written by NumPy itself are read is tested on the tables of ADBench.
#include "datasets/tabular/npy.h"

#include <tuple>

#include "tests/datasets/rows_support.h"

namespace goodparts {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

std::string npy(const std::string& header, const std::string& data, int version = 1) {
  std::string text = header + "\n";
  std::string bytes = "\x93NUMPY"s + static_cast<char>(version) + '\0';
  bytes += static_cast<char>(text.size() & 0xFF);
  bytes += static_cast<char>(text.size() >> 8);
  bytes += version == 1 ? ""s : "\0\0"s;
  return bytes + text + data;
}

std::string header(const std::string& dtype, const std::string& shape,
                   const std::string& fortran = "False") {
  return "{'descr': '" + dtype + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

class NpyDtype
    : public ::testing::TestWithParam<std::tuple<const char*, std::string, double, double>> {};

TEST_P(NpyDtype, IsRead) {
  const auto& [dtype, data, first, second] = GetParam();
  const NpyArray array = parse_npy(npy(header(dtype, "(2,)"), data), "x");
  EXPECT_THAT(array.shape, ElementsAre(2));
  EXPECT_THAT(array.values, ElementsAre(first, second));
}

INSTANTIATE_TEST_SUITE_P(  // bit patterns of IEEE 754 and two's complement
    All, NpyDtype,
    ::testing::Values(std::tuple("<f4", "\0\0\x20\xC0\0\0\x80\x3F"s, -2.5, 1.0),
                      std::tuple(">f4", "\xC0\x20\0\0\x3F\x80\0\0"s, -2.5, 1.0),
                      std::tuple("<f8", "\0\0\0\0\0\0\x04\xC0\0\0\0\0\0\0\xF0\x3F"s, -2.5, 1.0),
                      std::tuple(">f8", "\xC0\x04\0\0\0\0\0\0\x3F\xF0\0\0\0\0\0\0"s, -2.5, 1.0),
                      std::tuple("|i1", "\xFE\x7F"s, -2.0, 127.0),
                      std::tuple("<i2", "\xFE\xFF\0\x01"s, -2.0, 256.0),
                      std::tuple(">i2", "\xFF\xFE\x01\0"s, -2.0, 256.0),
                      std::tuple("<i4", "\xFE\xFF\xFF\xFF\0\0\x01\0"s, -2.0, 65536.0),
                      std::tuple(">i4", "\xFF\xFF\xFF\xFE\0\x01\0\0"s, -2.0, 65536.0),
                      std::tuple("<i8", "\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x03\0\0\0\0\0\0\0"s, -2.0,
                                 3.0),
                      std::tuple("|u1", "\xFE\x7F"s, 254.0, 127.0),
                      std::tuple("<u2", "\xFE\xFF\0\x01"s, 65534.0, 256.0),
                      std::tuple("<u4", "\xFE\xFF\xFF\xFF\0\0\x01\0"s, 4294967294.0, 65536.0),
                      std::tuple("|b1", "\0\x01"s, 0.0, 1.0)));

TEST(Npy, FortranOrderIsTurnedAround) {
  // np.array([[1, 2, 3], [4, 5, 6]], order='F') lies in memory as 1 4 2 5 3 6
  const std::string data = "\1\4\2\5\3\6";
  EXPECT_THAT(parse_npy(npy(header("|u1", "(2, 3)", "True"), data), "x").values,
              ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(parse_npy(npy(header("|u1", "(2, 3)"), data), "x").values,
              ElementsAre(1, 4, 2, 5, 3, 6));
}

TEST(Npy, VersionsTwoAndThreeHaveLongerPrefixes) {
  for (const int version : {2, 3}) {
    EXPECT_THAT(parse_npy(npy(header("|u1", "(1,)"), "\7", version), "x").values, ElementsAre(7));
  }
}

TEST(Npy, ScalarAndEmptyShapes) {
  EXPECT_THAT(parse_npy(npy(header("|u1", "()"), "\7"), "x").values, ElementsAre(7));
  EXPECT_TRUE(parse_npy(npy(header("|u1", "(0, 3)"), ""), "x").values.empty());
}

struct BadNpy {
  const char* name;
  std::string bytes;
  const char* says;
};

class NpyDamage : public ::testing::TestWithParam<BadNpy> {};

TEST_P(NpyDamage, IsSaid) {
  EXPECT_THAT(message_of(ErrorKind::kData, [] { parse_npy(GetParam().bytes, "a.npz: array 'X'"); }),
              ::testing::AllOf(HasSubstr("a.npz: array 'X'"), HasSubstr(GetParam().says)));
}

INSTANTIATE_TEST_SUITE_P(
    All, NpyDamage,
    ::testing::Values(
        BadNpy{"Empty", "", "is not a NumPy array"},
        BadNpy{"Text", "a,b\n1,2\n3,4\n", "is not a NumPy array"},
        BadNpy{"Version", npy(header("|u1", "(1,)"), "\7", 4), "version 4"},
        BadNpy{"CutHeader", npy(header("|u1", "(1,)"), "").substr(0, 30), "ends within its header"},
        BadNpy{"CutData", npy(header("<f8", "(2,)"), "12345678"), "does not fit its 8 bytes"},
        BadNpy{"TooMuchData", npy(header("|u1", "(2,)"), "123"), "does not fit its 3 bytes"},
        BadNpy{"HugeShape", npy(header("|u1", "(999999999999, 999999999999)"), "123"),
               "does not fit"},
        BadNpy{"Strings", npy(header("<U5", "(1,)"), std::string(20, ' ')), "dtype '<U5'"},
        BadNpy{"Objects", npy(header("|O", "(1,)"), "x"), "dtype '|O'"},
        BadNpy{"Complex", npy(header("<c16", "(1,)"), std::string(16, ' ')), "dtype '<c16'"},
        BadNpy{
            "Records",
            npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", "12345678"),
            "no single dtype"},
        BadNpy{"NoOrder", npy("{'descr': '<f8', 'shape': (1,), }", "12345678"), "which order"},
        BadNpy{"BadShape", npy(header("|u1", "(-1,)"), "1"), "not made of numbers"},
        BadNpy{"OpenShape", npy(header("|u1", "(1"), "1"), "has no shape"},
        BadNpy{"NoShape", npy("{'descr': '<f8', 'fortran_order': False, }", ""), "has no shape"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace goodparts
