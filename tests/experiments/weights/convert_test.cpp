// Checkpoints and expected values: PyTorch 1.13, tests/data/weights/make_checkpoints.py.
#include "experiments/weights/convert.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "kernels/base/rng.h"
#include "methods/backbones/safetensors.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using Shape = std::vector<std::int64_t>;
using Values = std::vector<float>;
using testing::TemporaryFolder;

std::string bytes_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string data(const std::string& name) {
  return GOODPARTS_SOURCE_DIR "/tests/data/weights/" + name;
}

SafetensorsFile converted(const TemporaryFolder& folder, const std::string& path,
                          const std::string& key = "") {
  const std::string out = folder / "out.safetensors";
  convert_checkpoint({}, path, out, key, {{"source", "a test"}});
  return SafetensorsFile(out);
}

class BothFormats : public ::testing::TestWithParam<const char*> {
 protected:
  TemporaryFolder folder_;
};
INSTANTIATE_TEST_SUITE_P(Convert, BothFormats, ::testing::Values("", "_legacy"));

TEST_P(BothFormats, KeepsEveryElementType) {
  const SafetensorsFile file = converted(folder_, data(std::string("types") + GetParam() + ".pth"));
  for (const char* name : {"float64", "float32", "float16", "bfloat16"}) {
    EXPECT_EQ(file.read(name, {4}).values, (Values{1.5F, -2.0F, 0.0F, 3.25F})) << name;
  }
  for (const char* name : {"int64", "int32", "int16", "int8"}) {
    EXPECT_EQ(file.read(name, {4}).values, (Values{1, -2, 0, 3})) << name;
  }
  EXPECT_EQ(file.read("bool", {4}).values, (Values{1, 1, 0, 1}));
  EXPECT_EQ(file.read("uint8", {3}).values, (Values{0, 7, 255}));
  EXPECT_EQ(file.read("scalar", {}).values, (Values{7}));
  EXPECT_EQ(file.read("empty", {0, 3}).values, Values{});

  const std::string bytes = bytes_of(folder_ / "out.safetensors");
  std::uint64_t size = 0;
  std::memcpy(&size, bytes.data(), 8);
  EXPECT_EQ(size % 8, 0U);
  const nlohmann::json header = nlohmann::json::parse(bytes.substr(8, size));
  EXPECT_EQ(header["__metadata__"], (nlohmann::json{{"format", "pt"}, {"source", "a test"}}));
  EXPECT_EQ(header["float64"]["dtype"], "F64");
  EXPECT_EQ(header["bfloat16"]["dtype"], "BF16");
  EXPECT_EQ(header["scalar"]["dtype"], "I64");
  EXPECT_EQ(header["bool"]["dtype"], "BOOL");
}

TEST_P(BothFormats, MakesViewsContiguous) {
  const SafetensorsFile file = converted(folder_, data(std::string("views") + GetParam() + ".pth"));
  EXPECT_EQ(file.read("whole", {3, 4}).values, (Values{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
  EXPECT_EQ(file.read("transposed", {4, 3}).values, (Values{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}));
  EXPECT_EQ(file.read("columns", {3, 2}).values, (Values{1, 2, 5, 6, 9, 10}));
  EXPECT_EQ(file.read("last_row", {4}).values, (Values{8, 9, 10, 11}));
  EXPECT_EQ(file.read("permuted", {4, 2, 3}).values,
            (Values{0, 4, 8,  12, 16, 20, 1, 5, 9,  13, 17, 21,
                    2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23}));
  EXPECT_EQ(file.read("expanded", {2, 3}).values, (Values{5, 5, 5, 6, 6, 6}));
  EXPECT_EQ(file.read("parameter", {2}).values, (Values{1, 2}));
}

TEST_P(BothFormats, RefusesToRunCode) {
  EXPECT_ERROR(converted(folder_, data(std::string("malicious") + GetParam() + ".pth")),
               ErrorKind::kData, "posix.system", "refuses to run code");
  EXPECT_FALSE(std::filesystem::exists("goodparts_was_here"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out.safetensors"));
}

TEST(Convert, TakesTheStateDictAndRemovesTheSharedPrefix) {
  const TemporaryFolder folder;
  const SafetensorsFile file = converted(folder, data("nested.pth"));
  EXPECT_EQ(file.names(),
            (std::vector<std::string>{"0.weight", "1.bias", "1.num_batches_tracked",
                                      "1.running_mean", "1.running_var", "1.weight"}));
  EXPECT_EQ(file.read("0.weight", {1, 2}).values, (Values{0.25F, -0.5F}));
  EXPECT_EQ(file.read("1.num_batches_tracked", {}).values, (Values{0}));
}

TEST(Convert, TakesTheEntryThatIsAskedFor) {
  const TemporaryFolder folder;
  const SafetensorsFile file = converted(folder, data("nested.pth"), "optimizer.state");
  EXPECT_EQ(file.names(), (std::vector<std::string>{"0.exp_avg"}));
  EXPECT_EQ(file.read("0.exp_avg", {1}).values, (Values{9}));
  EXPECT_ERROR(converted(folder, data("nested.pth"), "ema"), ErrorKind::kData, "'ema'",
               "epoch, state_dict, optimizer");
  EXPECT_ERROR(converted(folder, data("nested.pth"), "epoch"), ErrorKind::kData, "no tensors");
}

TEST(Convert, TurnsBigEndianFilesAround) {
  const TemporaryFolder folder;
  const SafetensorsFile file = converted(folder, data("big_endian.pth"));
  EXPECT_EQ(file.read("a", {2}).values, (Values{1.0F, -2.5F}));
  EXPECT_EQ(file.read("n", {1}).values, (Values{258}));
}

TEST(Convert, SaysWhatIsNoCheckpoint) {
  const TemporaryFolder folder;
  EXPECT_ERROR(converted(folder, folder / "none.pth"), ErrorKind::kData, "none.pth", "exist");
  EXPECT_ERROR(converted(folder, data("no_checkpoint.pkl")), ErrorKind::kData, "torch.save");
  write(folder / "text.pth", "<html>Sign in</html>");
  EXPECT_ERROR(converted(folder, folder / "text.pth"), ErrorKind::kData, "not a file that torch");
}

// Pickles written by hand: torch.save would not. A legacy file is a row of pickles.
std::string legacy(const std::string& object) {
  return std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15) +
         std::string("\x80\x02M\xe9\x03.", 6) + "\x80\x02}." + "\x80\x02" + object + "\x80\x02].";
}

TEST(Convert, RefusesPicklesThatMisuseTheirMachine) {
  const TemporaryFolder folder;
  const auto expect = [&](const std::string& object, const std::string& part) {
    write(folder / "made.pth", legacy(object));
    EXPECT_ERROR(converted(folder, folder / "made.pth"), ErrorKind::kData, part);
  };
  expect("h\x07.", "never kept");
  expect("q", "takes more from its stack");
  expect("0.", "0x30");
  expect("t.", "never began");
  expect(".", "takes more from its stack");
  expect("}}.", "left over");
  expect("X\xff\xff\xff\xff.", "cut off");
  expect("cbuiltins\neval\n.", "builtins.eval");
  expect("ctorch.storage\n_load_from_bytes\n.", "torch.storage._load_from_bytes");
  expect("ccollections\nOrderedDict\n)\x81.", "0x81");
  expect(
      "}X\x01\x00\x00\x00"
      "a]s.",
      "cut off");  // the length's zero bytes end the C string
  expect(
      "]q\x01h\x01"
      "a.",
      "no dictionary");                               // a list that holds itself
  expect("}q\x01K\x01h\x01s.", "more than 32 deep");  // a dictionary that holds itself
}

TEST(Convert, RefusesTensorsBeyondTheirStorage) {
  const TemporaryFolder folder;
  std::string bytes = bytes_of(data("views_legacy.pth"));
  // The first tensor's shape (3, 4) becomes (3, 9).
  const std::size_t at = bytes.find("K\x03K\x04\x86");
  ASSERT_NE(at, std::string::npos);
  bytes[at + 3] = 9;
  write(folder / "made.pth", bytes);
  EXPECT_ERROR(converted(folder, folder / "made.pth"), ErrorKind::kData, "reaches to element",
               "storage of 12");
}

TEST(Convert, FindsEveryTruncation) {
  const TemporaryFolder folder;
  for (const char* name : {"big_endian.pth", "views_legacy.pth"}) {
    const std::string bytes = bytes_of(data(name));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      write(folder / "cut.pth", bytes.substr(0, size));
      EXPECT_ERROR(converted(folder, folder / "cut.pth"), ErrorKind::kData, "cut.pth");
    }
  }
}

TEST(Convert, SurvivesFlippedBytes) {
  const TemporaryFolder folder;
  Rng rng(1, "flips", 0);
  int refused = 0;
  for (const char* name : {"types_legacy.pth", "nested.pth"}) {
    for (int i = 0; i < 500; ++i) {
      std::string bytes = bytes_of(data(name));
      bytes[rng.bits() % bytes.size()] ^= static_cast<char>(1U << (rng.bits() % 8));
      write(folder / "flipped.pth", bytes);
      try {
        converted(folder, folder / "flipped.pth");
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::kData) << error.what();
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace goodparts
