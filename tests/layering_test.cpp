// Who may include what (ARCHITECTURE.md), read off the sources themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace goodparts {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

bool ends_with_any(const std::string& path, const std::vector<std::string>& ends) {
  return std::any_of(ends.begin(), ends.end(),
                     [&](const std::string& end) { return path.ends_with(end); });
}

// "path: include line" of every file below `room` that includes what `pattern` matches.
std::vector<std::string> includes(const std::string& room, const std::string& pattern) {
  const fs::path root = GOODPARTS_SOURCE_DIR;
  const std::regex wanted("#include [<\"](" + pattern + ")");
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / room)) {
    const std::string path = fs::relative(entry.path(), root).generic_string();
    if (!ends_with_any(path, {".h", ".cpp"})) {
      continue;
    }
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (std::regex_search(line, wanted)) {
        found.push_back(path + ": " + line);
      }
    }
  }
  return found;
}

std::vector<std::string> without(std::vector<std::string> lines, const std::string& allowed_path) {
  const std::regex allowed("^(" + allowed_path + "): ");
  std::erase_if(lines, [&](const std::string& line) { return std::regex_search(line, allowed); });
  return lines;
}

TEST(Layering, FindsIncludes) {
  EXPECT_THAT(includes("methods", "torch/torch\\.h>"), Not(IsEmpty()));
  EXPECT_THAT(includes("experiments", "hdf5\\.h>"), Not(IsEmpty()));
}

TEST(Layering, OnlyFilesNamedAfterTorchSeeIt) {
  const std::string torch =
      "torch/|ATen/|c10/|methods/.*_torch\\.h|methods/torch/"
      "(checkpoint|memory_estimate|tensors|training)\\.h";
  EXPECT_THAT(
      without(includes("methods", torch),
              ".*_torch\\.(cpp|h)|methods/torch/(checkpoint|memory_estimate|tensors|training)\\.h"),
      IsEmpty());
  for (const char* room : {"kernels", "metrics", "datasets", "reports", "experiments"}) {
    EXPECT_THAT(includes(room, torch), IsEmpty()) << room;
  }
}

TEST(Layering, RoomsUseOnlyWhatIsLeftOfThem) {
  EXPECT_THAT(includes("kernels", "metrics/|datasets/|methods/|reports/|experiments/"), IsEmpty());
  EXPECT_THAT(includes("datasets", "metrics/|methods/|reports/|experiments/"), IsEmpty());
  EXPECT_THAT(includes("metrics", "datasets/|methods/|reports/|experiments/"), IsEmpty());
  EXPECT_THAT(includes("methods", "metrics/|reports/|experiments/"), IsEmpty());
  EXPECT_THAT(includes("methods", "datasets/(?!sample\\.h)"), IsEmpty());
  EXPECT_THAT(includes("reports", "datasets/|methods/|experiments/"), IsEmpty());
}

TEST(Layering, LibrariesStayInTheirRooms) {
  const std::string store = "experiments/(store|run)/.*\\.cpp|experiments/config/.*\\.cpp";
  for (const char* room : {"kernels", "metrics", "datasets", "methods", "reports"}) {
    EXPECT_THAT(includes(room, "hdf5|yaml-cpp/|curl/"), IsEmpty()) << room;
  }
  EXPECT_THAT(without(includes("experiments", "hdf5|yaml-cpp/"), store), IsEmpty());
  for (const char* room : {"kernels", "metrics", "methods", "reports"}) {
    EXPECT_THAT(includes(room, "opencv2/"), IsEmpty()) << room;
  }
}

}  // namespace
}  // namespace goodparts
