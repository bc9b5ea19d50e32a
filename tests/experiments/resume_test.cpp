// A training that was killed goes on from its checkpoint, to the same bytes as one left alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using testing::Program;
using testing::ProgramResult;
using testing::TemporaryFolder;
namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// A checkpoint after each epoch, never stopped early.
std::vector<std::string> training(const fs::path& out) {
  return {"run",
          "method=autoencoder",
          "dataset=synthetic_table",
          "method.epochs=60",
          "method.patience=0",
          "output.checkpoint_seconds=0",
          "threads=1",
          "evaluation.latency_samples=0",
          "output.dir=" + out.string()};
}

bool has_checkpoint(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".checkpoint") {
      return true;
    }
  }
  return false;
}

TEST(Resume, AKilledTrainingGoesOnToTheSameBytes) {
  const TemporaryFolder folder;
  const fs::path killed = folder / "killed";
  const fs::path checkpoints = folder / ".killed.checkpoints";
  const Program first(training(killed));
  const auto start = std::chrono::steady_clock::now();
  while (!has_checkpoint(checkpoints)) {
    if (std::chrono::steady_clock::now() - start > std::chrono::minutes(3)) {
      first.signal(SIGKILL);
      FAIL() << "no checkpoint within three minutes: " << first.error_so_far();
    }
    if (first.error_so_far().find("LibTorch") != std::string::npos) {
      GTEST_SKIP() << first.error_so_far();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  first.signal(SIGKILL);
  EXPECT_FALSE(fs::exists(killed));

  const ProgramResult resumed = testing::run_program(training(killed));
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("checkpoint"));
  EXPECT_FALSE(fs::exists(checkpoints)) << "checkpoints outlive the finished run";

  const ProgramResult undisturbed = testing::run_program(training(folder / "undisturbed"));
  ASSERT_EQ(undisturbed.code, 0) << undisturbed.err;
  EXPECT_EQ(undisturbed.err.find("checkpoint"), std::string::npos);
  EXPECT_EQ(bytes_of(killed / "scores.h5"), bytes_of(folder / "undisturbed/scores.h5"));
}

}  // namespace
}  // namespace goodparts
