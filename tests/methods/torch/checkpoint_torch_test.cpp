#include "methods/torch/checkpoint.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "kernels/base/error.h"
#include "tests/methods/torch/small_training.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using testing::SmallTraining;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

Context with_checkpoints(const std::filesystem::path& folder) {
  Context context = testing::seeded(5);
  context.checkpoint_seconds = 0.0;
  context.checkpoints = folder;
  return context;
}

// Trains until the given batch, where the user stops it.
void train_until(Context context, int batch) {
  std::atomic<bool> cancelled{false};
  context.cancelled = &cancelled;
  SmallTraining training(context);
  int steps = 0;
  const auto loss = training.task.loss;
  training.task.loss = [&](std::span<const std::int64_t> samples, Rng& rng) {
    cancelled = ++steps >= batch;
    return loss(samples, rng);
  };
  EXPECT_THROW(train(context, training.settings, training.task), Error);
}

class CheckpointTest : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder_;
  Context context_ = with_checkpoints(folder_.path());
  std::filesystem::path file_ = folder_ / "small.checkpoint";
};

TEST_F(CheckpointTest, AnInterruptedTrainingEndsInTheSameBits) {
  SmallTraining whole(testing::seeded(5));
  const TrainingResult expected = train(testing::seeded(5), whole.settings, whole.task);

  for (const int batch : {6, 11, 16}) {  // of 4 an epoch: in the middle of one
    std::filesystem::remove(file_);
    train_until(context_, batch);
    ASSERT_TRUE(std::filesystem::exists(file_));
    SmallTraining resumed(context_);
    const auto loss = resumed.task.loss;
    int steps = 0;
    resumed.task.loss = [&](std::span<const std::int64_t> samples, Rng& rng) {
      steps += torch::GradMode::is_enabled() ? 1 : 0;
      return loss(samples, rng);
    };
    const TrainingResult result = train(context_, resumed.settings, resumed.task);
    EXPECT_EQ(steps, 24 - (batch - 1) / 4 * 4);  // whole epochs are not trained again
    EXPECT_EQ(resumed.weights(), whole.weights());
    EXPECT_EQ(result.epochs, expected.epochs);
    EXPECT_EQ(result.best_epoch, expected.best_epoch);
    EXPECT_EQ(result.loss, expected.loss);
    EXPECT_EQ(result.validation_loss, expected.validation_loss);
  }
}

TEST_F(CheckpointTest, AFinishedTrainingIsNotRepeated) {
  SmallTraining first(context_);
  train(context_, first.settings, first.task);
  SmallTraining second(context_);
  second.task.loss = [](std::span<const std::int64_t>, Rng&) -> torch::Tensor {
    throw std::logic_error("trained again");
  };
  const TrainingResult result = train(context_, second.settings, second.task);
  EXPECT_EQ(result.epochs, 6);
  EXPECT_EQ(second.weights(), first.weights());
}

TEST_F(CheckpointTest, IsNotWrittenMoreOftenThanAsked) {
  SmallTraining training(context_);
  context_.checkpoint_seconds = 3600.0;
  train(context_, training.settings, training.task);
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(CheckpointTest, AnyDamagedByteIsFoundAndTheFileNamed) {
  train_until(context_, 6);
  const std::string bytes = read_file(file_);
  ASSERT_GT(bytes.size(), 1000U);
  const auto expect_damaged = [&](const std::string& content, const std::string& why) {
    write_file(file_, content);
    SmallTraining training(context_);
    EXPECT_ERROR(train(context_, training.settings, training.task), ErrorKind::kData,
                 file_.string(), "damaged", why, "remove it");
  };
  for (std::size_t at = 0; at < bytes.size(); at += 97) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    expect_damaged(damaged, "checksum is wrong");
  }
  expect_damaged(bytes.substr(0, bytes.size() / 2), "checksum is wrong");
  expect_damaged("", "cut short");
}

TEST_F(CheckpointTest, OfAnotherModelIsRefused) {
  train_until(context_, 6);
  SmallTraining training(context_);
  for (auto& [name, tensor] : training.task.state) {
    tensor = torch::zeros({2, 3}).requires_grad_(true);
  }
  EXPECT_ERROR(train(context_, training.settings, training.task), ErrorKind::kData, file_.string(),
               "of another model", "'0.weight' has the shape [6, 4], not [2, 3]");
}

TEST_F(CheckpointTest, WhereNothingCanBeWrittenTheFileIsNamed) {
  write_file(folder_ / "a_file", "");
  const Context context = with_checkpoints(folder_ / "a_file");
  SmallTraining training(context);
  EXPECT_ERROR(train(context, training.settings, training.task), ErrorKind::kOutput, "a_file");
}

}  // namespace
}  // namespace goodparts
