#include "methods/torch/memory_estimate.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <fstream>
#include <string>

#include "kernels/base/error.h"
#include "tests/methods/torch/small_training.h"
#include "tests/support/expect_error.h"

namespace goodparts {
namespace {

std::int64_t status_bytes(const std::string& key) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key + ":")) {
      return std::stoll(line.substr(key.size() + 1)) * 1024;
    }
  }
  return 0;
}

TEST(MemoryEstimate, CountsCopiesActivationsAndData) {
  testing::SmallTraining training({});
  training.task.sample_floats = 100;
  training.task.resident_floats = 1000;
  // 83 numbers of state in five copies, 8 samples a batch forward and back, the data
  EXPECT_EQ(estimate_training_bytes(training.settings, training.task),
            4 * (5 * 83 + 2 * 8 * 100 + 1000));
  training.task.validation.clear();
  EXPECT_EQ(estimate_training_bytes(training.settings, training.task),
            4 * (4 * 83 + 2 * 8 * 100 + 1000));
  training.settings.batch_size = 1000;  // more than there are samples: 32
  EXPECT_EQ(estimate_training_bytes(training.settings, training.task),
            4 * (4 * 83 + 2 * 32 * 100 + 1000));
}

TEST(MemoryEstimate, TooLittleMemoryIsSaidBeforeTraining) {
  testing::SmallTraining training({});
  training.task.sample_floats = std::int64_t{1} << 50;
  training.task.loss = [](std::span<const std::int64_t>, Rng&) -> torch::Tensor {
    throw std::logic_error("began to train");
  };
  EXPECT_ERROR(train({}, training.settings, training.task), ErrorKind::kUnavailable,
               "small, training: about", "MiB are free", "method.batch_size");
  EXPECT_ERROR(require_memory("pictures", std::int64_t{1} << 55, "use fewer"),
               ErrorKind::kUnavailable, "pictures: about", "use fewer");
  EXPECT_NO_THROW(require_memory("pictures", 1, "use fewer"));
}

// A convolutional autoencoder whose activations are counted by hand: three convolutions of a 1 ×
// 128 × 128 input, each with its ReLU, and the output.
TEST(MemoryEstimate, IsNearThePeak) {
  constexpr std::int64_t kSide = 128;
  constexpr std::int64_t kChannels = 32;
  torch::nn::Sequential net(
      torch::nn::Conv2d(torch::nn::Conv2dOptions(1, kChannels, 3).padding(1)), torch::nn::ReLU(),
      torch::nn::Conv2d(torch::nn::Conv2dOptions(kChannels, kChannels, 3).padding(1)),
      torch::nn::ReLU(), torch::nn::Conv2d(torch::nn::Conv2dOptions(kChannels, 1, 3).padding(1)));
  const torch::Tensor data = torch::rand({16, 1, kSide, kSide});
  TrainingSettings settings;
  settings.epochs = 2;
  settings.batch_size = 16;
  TrainingTask task;
  task.name = "peak";
  task.state = state_of(*net);
  task.samples.resize(16);
  task.sample_floats = kSide * kSide * (4 * kChannels + 2);
  task.loss = [&](std::span<const std::int64_t>, Rng&) {
    return (net->forward(data) - data).square().mean();
  };
  const std::int64_t estimate = estimate_training_bytes(settings, task);
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak so far is forgotten
  const std::int64_t before = status_bytes("VmRSS");
  ASSERT_GT(before, 0);
  train({}, settings, task);
  const std::int64_t measured = status_bytes("VmHWM") - before;
  EXPECT_GT(measured, estimate / 2) << "estimate " << estimate;
  EXPECT_LT(measured, estimate * 2) << "estimate " << estimate;
}

}  // namespace
}  // namespace goodparts
