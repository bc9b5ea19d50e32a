// Files are written byte by byte after the format's description; half-precision bits are those of
// IEEE 754.
#include "methods/backbones/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "kernels/base/error.h"
#include "tests/support/safetensors_writer.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::write_safetensors;

class Safetensors : public ::testing::Test {
 protected:
  std::string write(const std::string& header, const std::string& data) {
    const std::filesystem::path path = folder_ / "weights.safetensors";
    write_safetensors(path, header, data);
    return path.string();
  }

  template <class Body>
  void expect_data_error(const Body& body, const std::vector<std::string>& parts) {
    try {
      body();
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData);
      for (const std::string& part : parts) {
        EXPECT_THAT(error.what(), HasSubstr(part));
      }
      EXPECT_THAT(error.what(), HasSubstr("weights.safetensors"));
    }
  }

  testing::TemporaryFolder folder_;
};

std::string entry(const std::string& name, const std::string& type, const std::string& shape,
                  int begin, int end) {
  std::ostringstream text;
  text << '"' << name << R"(":{"dtype":")" << type << R"(","shape":)" << shape
       << R"(,"data_offsets":[)" << begin << ',' << end << "]}";
  return text.str();
}

std::string header(const std::vector<std::string>& entries) {
  std::ostringstream text;
  text << '{';
  for (std::size_t i = 0; i < entries.size(); ++i) {
    text << (i == 0 ? "" : ",") << entries[i];
  }
  text << '}';
  return text.str();
}

template <class T>
std::string bytes(std::initializer_list<T> values) {
  return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(T)};
}

TEST_F(Safetensors, ReadsEveryType) {
  const std::string data =
      bytes<std::uint16_t>({0x3C00, 0xC100, 0x0001, 0x7BFF}) +  // F16: 1, −2.5, 2⁻²⁴, 65504
      bytes<std::uint16_t>({0x3F80, 0xC020}) +                  // BF16: 1, −2.5
      bytes<double>({0.5}) + bytes<std::int64_t>({-7}) + bytes<std::int32_t>({8}) +
      bytes<std::int16_t>({-9}) + bytes<std::int8_t>({-10}) + bytes<std::uint8_t>({200, 1}) +
      bytes<float>({1.5F});
  const SafetensorsFile file(
      write(header({R"("__metadata__":{"format":"pt"})", entry("f16", "F16", "[2,2]", 0, 8),
                    entry("bf16", "BF16", "[2]", 8, 12), entry("f64", "F64", "[1]", 12, 20),
                    entry("i64", "I64", "[1]", 20, 28), entry("i32", "I32", "[1]", 28, 32),
                    entry("i16", "I16", "[1]", 32, 34), entry("i8", "I8", "[1]", 34, 35),
                    entry("u8", "U8", "[1]", 35, 36), entry("bool", "BOOL", "[1]", 36, 37),
                    entry("f32", "F32", "[]", 37, 41)}),
            data));
  EXPECT_THAT(file.names(),
              ElementsAre("bf16", "bool", "f16", "f32", "f64", "i16", "i32", "i64", "i8", "u8"));
  const FloatArray half = file.read("f16", {2, 2});
  EXPECT_THAT(half.shape, ElementsAre(2, 2));
  EXPECT_THAT(half.values, ElementsAre(1.0F, -2.5F, 5.9604645e-8F, 65504.0F));
  EXPECT_THAT(file.read("bf16", {2}).values, ElementsAre(1.0F, -2.5F));
  EXPECT_THAT(file.read("f64", {1}).values, ElementsAre(0.5F));
  EXPECT_THAT(file.read("i64", {1}).values, ElementsAre(-7.0F));
  EXPECT_THAT(file.read("i32", {1}).values, ElementsAre(8.0F));
  EXPECT_THAT(file.read("i16", {1}).values, ElementsAre(-9.0F));
  EXPECT_THAT(file.read("i8", {1}).values, ElementsAre(-10.0F));
  EXPECT_THAT(file.read("u8", {1}).values, ElementsAre(200.0F));
  EXPECT_THAT(file.read("bool", {1}).values, ElementsAre(1.0F));
  EXPECT_THAT(file.read("f32", {}).values, ElementsAre(1.5F));
}

TEST_F(Safetensors, NamesAMissingTensorAndTheNearest) {
  const SafetensorsFile file(
      write(header({entry("layer1.0.conv1.weight", "F32", "[1]", 0, 4)}), bytes<float>({1})));
  expect_data_error([&] { file.read("layer1.0.conv2.weight", {1}); },
                    {"'layer1.0.conv2.weight'", "'layer1.0.conv1.weight'"});
}

TEST_F(Safetensors, NamesExpectedAndFoundShape) {
  const SafetensorsFile file(
      write(header({entry("a", "F32", "[2,3]", 0, 24)}), std::string(24, '\0')));
  expect_data_error([&] { file.read("a", {3, 2}); }, {"'a'", "[2, 3]", "[3, 2]"});
}

TEST_F(Safetensors, RejectsUnknownTypesAndWrongByteCounts) {
  const SafetensorsFile file(
      write(header({entry("a", "F8_E4M3", "[4]", 0, 4), entry("b", "F32", "[4]", 0, 4),
                    entry("c", "F32", "[4611686018427387904,4]", 0, 4)}),
            std::string(4, '\0')));
  expect_data_error([&] { file.read("a", {4}); }, {"'a'", "F8_E4M3"});
  expect_data_error([&] { file.read("b", {4}); }, {"'b'", "4 bytes"});
  expect_data_error([&] { file.read("c", {4611686018427387904, 4}); }, {"'c'"});
}

TEST_F(Safetensors, RejectsFilesThatAreCutOffOrSomethingElse) {
  const std::string good = header({entry("a", "F32", "[4]", 0, 16)});
  expect_data_error([&] { SafetensorsFile(write(good, std::string(15, '\0'))); },
                    {"'a'", "cut off"});
  expect_data_error([&] { SafetensorsFile(write("[1, 2]", "")); }, {"not a safetensors file"});
  expect_data_error([&] { SafetensorsFile(write("{\"a\": ", "")); }, {"not a safetensors file"});
  expect_data_error([&] { SafetensorsFile(write(R"({"a": {"dtype": "F32"}})", "")); },
                    {"'a'", "malformed"});
  expect_data_error([&] { SafetensorsFile(write(header({entry("a", "F32", "[1]", 4, 0)}), "")); },
                    {"'a'", "data_offsets"});
  const std::string path = write(good, std::string(16, '\0'));
  std::filesystem::resize_file(path, 20);
  expect_data_error([&] { SafetensorsFile file(path); }, {"cut off"});
  std::filesystem::resize_file(path, 5);
  expect_data_error([&] { SafetensorsFile file(path); }, {"not a safetensors file"});
  std::filesystem::remove(path);
  expect_data_error([&] { SafetensorsFile file(path); }, {"backbone.weights"});
}

}  // namespace
}  // namespace goodparts
