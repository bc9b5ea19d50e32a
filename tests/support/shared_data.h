// The real data that some tests run on; it is no part of the project.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace goodparts::testing {

inline std::filesystem::path shared_folder() {
  if (const char* set = std::getenv("GOODPARTS_SHARED"); set != nullptr) {
    return set;
  }
  return std::filesystem::path(GOODPARTS_SOURCE_DIR).parent_path() / "shared";
}

}  // namespace goodparts::testing

// At the start of a TEST: sets `variable` to the file or folder, or skips the test and says why.
#define GOODPARTS_REQUIRE_SHARED(variable, relative)                                       \
  const std::filesystem::path variable = goodparts::testing::shared_folder() / (relative); \
  if (!std::filesystem::exists(variable)) {                                                \
    GTEST_SKIP() << "real data not found at " << variable                                  \
                 << "; set GOODPARTS_SHARED to its folder";                                \
  }
