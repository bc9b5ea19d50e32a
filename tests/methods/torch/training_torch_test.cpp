#include "methods/torch/training.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <set>

#include "kernels/base/error.h"
#include "tests/methods/torch/small_training.h"
#include "tests/support/expect_error.h"

namespace goodparts {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing::seeded;
using ::testing::SizeIs;
using testing::SmallTraining;

class Messages : public ProgressSink {
 public:
  void begin(const std::string&, std::int64_t) override {}
  void advance(std::int64_t) override {}
  void end() override {}
  void message(const std::string& text) override { texts.push_back(text); }

  std::vector<std::string> texts;
};

std::vector<float> weights_after_training(const Context& context) {
  SmallTraining training(context);
  train(context, training.settings, training.task);
  return training.weights();
}

TEST(Train, TheSameSeedGivesTheSameBits) {
  EXPECT_EQ(weights_after_training(seeded(3)), weights_after_training(seeded(3)));
  EXPECT_EQ(weights_after_training(seeded(3, 2)), weights_after_training(seeded(3, 2)));
  EXPECT_NE(weights_after_training(seeded(3)), weights_after_training(seeded(4)));
}

// A line through three points, all in one batch.
class Line {
 public:
  Line() {
    settings.epochs = 5;
    settings.batch_size = 3;
    settings.learning_rate = 0.1;
    settings.weight_decay = 0.01;
    task.name = "line";
    task.state = {{"weight", weight_}, {"bias", bias_}};
    task.samples = {0, 1, 2};
    task.loss = [this](std::span<const std::int64_t> batch, Rng&) {
      const torch::Tensor chosen =
          torch::tensor(std::vector<std::int64_t>(batch.begin(), batch.end()));
      const torch::Tensor error =
          x_.index_select(0, chosen).matmul(weight_) + bias_ - y_.index_select(0, chosen);
      return error.square().mean();
    };
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void expect_parameters(float first, float second, float bias) const {
    EXPECT_NEAR(weight_[0].item<float>(), first, 2e-6F);
    EXPECT_NEAR(weight_[1].item<float>(), second, 2e-6F);
    EXPECT_NEAR(bias_.item<float>(), bias, 2e-6F);
  }

  TrainingSettings settings;
  TrainingTask task;

 private:
  torch::Tensor weight_ = torch::tensor({0.5F, -0.25F}).requires_grad_(true);
  torch::Tensor bias_ = torch::tensor({0.1F}).requires_grad_(true);
  torch::Tensor x_ = torch::tensor({1.0F, 2.0F, -1.0F, 0.5F, 0.25F, -3.0F}).view({3, 2});
  torch::Tensor y_ = torch::tensor({1.0F, 0.0F, -2.0F});
};

// PyTorch 1.13 in Python: torch.optim.Adam([w, b], lr=0.1, weight_decay=0.01), five steps on
// ((x @ w + b - y) ** 2).mean().
TEST(Train, StepsAreThoseOfAdam) {
  Line line;
  const TrainingResult result = train({}, line.settings, line.task);
  line.expect_parameters(0.12672339379787445F, 0.23943348228931427F, -0.35830745100975037F);
  EXPECT_NEAR(result.loss, 0.8602588772773743, 1e-6);
  EXPECT_EQ(result.epochs, 5);
  EXPECT_EQ(result.best_epoch, 5);
  EXPECT_FALSE(result.stopped_early);
  EXPECT_TRUE(std::isnan(result.validation_loss));
}

// The same with the gradient's norm clipped to 0.5 and the learning rate halved each step.
TEST(Train, ScheduleAndClippingAreThoseOfPyTorch) {
  Line line;
  line.task.clip_gradient_norm = 0.5;
  line.task.schedule = [](std::int64_t epoch) { return std::pow(0.5, epoch); };
  const TrainingResult result = train({}, line.settings, line.task);
  line.expect_parameters(0.3108183443546295F, -0.05624646693468094F, -0.09251106530427933F);
  EXPECT_NEAR(result.loss, 1.9141885042190552, 1e-6);
}

// A weight that grows by the learning rate a step, 0.1, so that the validation loss (w − 0.33)² is
// least after the third epoch.
class Climb {
 public:
  Climb() {
    settings.epochs = 50;
    settings.batch_size = 1;
    settings.learning_rate = 0.1;
    settings.patience = 4;
    task.name = "climb";
    task.state = {{"weight", weight}};
    task.samples = {0};
    task.validation = {1};
    task.loss = [this](std::span<const std::int64_t>, Rng&) { return -weight.sum(); };
    task.validation_loss = [this](std::span<const std::int64_t>, Rng&) {
      return (weight - 0.33).square().sum();
    };
  }
  Climb(const Climb&) = delete;
  Climb& operator=(const Climb&) = delete;

  torch::Tensor weight = torch::zeros({1}).requires_grad_(true);
  TrainingSettings settings;
  TrainingTask task;
};

TEST(Train, EarlyStoppingRestoresTheBestEpoch) {
  Climb climb;
  const TrainingResult result = train({}, climb.settings, climb.task);
  EXPECT_EQ(result.best_epoch, 3);
  EXPECT_EQ(result.epochs, 7);  // and 4 of patience
  EXPECT_TRUE(result.stopped_early);
  EXPECT_NEAR(climb.weight.item<float>(), 0.3F, 1e-6F);
  EXPECT_NEAR(result.validation_loss, 0.03 * 0.03, 1e-6);
  EXPECT_NEAR(result.loss, -0.2, 1e-6);  // of the third epoch, before its step
  EXPECT_THAT(result.facts(),
              ElementsAre(Pair("epochs", "7 (stopped early)"), Pair("best epoch", "3"),
                          Pair("training loss", "-0.2"), Pair("validation loss", "0.0009")));
}

TEST(Train, WithoutPatienceTheBestEpochIsKeptAllTheSame) {
  Climb climb;
  climb.settings.epochs = 20;
  climb.settings.patience = 0;
  const TrainingResult result = train({}, climb.settings, climb.task);
  EXPECT_EQ(result.epochs, 20);
  EXPECT_EQ(result.best_epoch, 3);
  EXPECT_FALSE(result.stopped_early);
  EXPECT_NEAR(climb.weight.item<float>(), 0.3F, 1e-6F);
}

TEST(Train, ALossThatIsNotFiniteNamesEpochAndLearningRate) {
  Line line;
  int step = 0;
  const auto good = line.task.loss;
  line.task.loss = [&](std::span<const std::int64_t> batch, Rng& rng) {
    return good(batch, rng) * (++step == 3 ? std::numeric_limits<float>::quiet_NaN() : 1.0F);
  };
  EXPECT_ERROR(train({}, line.settings, line.task), ErrorKind::kData, "line: the loss is nan",
               "epoch 3", "learning rate 0.1", "method.learning_rate");
}

TEST(Train, ADivergingTrainingStops) {
  Climb climb;
  climb.task.validation_loss = [](std::span<const std::int64_t>, Rng&) {
    return torch::full({1}, std::numeric_limits<float>::infinity());
  };
  EXPECT_ERROR(train({}, climb.settings, climb.task), ErrorKind::kData,
               "climb: the validation loss is inf", "epoch 1");
}

TEST(Train, StopsWhenTheUserAsks) {
  std::atomic<bool> cancelled{false};
  Context context;
  context.cancelled = &cancelled;
  SmallTraining training(context);
  int steps = 0;
  const auto loss = training.task.loss;
  training.task.loss = [&](std::span<const std::int64_t> batch, Rng& rng) {
    cancelled = ++steps == 6;
    return loss(batch, rng);
  };
  EXPECT_ERROR(train(context, training.settings, training.task), ErrorKind::kInterrupted,
               "interrupted");
  EXPECT_EQ(steps, 6);
}

TEST(Train, TellsHowTheLossGoes) {
  Messages messages;
  Context context;
  context.progress = &messages;
  SmallTraining training(context);
  training.settings.epochs = 20;
  training.settings.patience = 0;
  train(context, training.settings, training.task);
  ASSERT_THAT(messages.texts, SizeIs(11));
  // 4·6+6 and 6·4+4 weights and biases; 6 scales, shifts, means, variances, and a count
  EXPECT_THAT(messages.texts[0], HasSubstr("small: 83 weights, 32 samples to train on, 8 to"));
  EXPECT_THAT(messages.texts[1], HasSubstr("small: epoch 2 of 20, loss 0."));
  EXPECT_THAT(messages.texts[1], HasSubstr(", validation 0."));
  EXPECT_THAT(messages.texts[1], HasSubstr(" s left"));
  EXPECT_THAT(messages.texts[10], HasSubstr("small: epoch 20 of 20, loss 0."));
}

TEST(Train, TellsThatItStoppedEarly) {
  Messages messages;
  Context context;
  context.progress = &messages;
  Climb climb;
  train(context, climb.settings, climb.task);
  ASSERT_FALSE(messages.texts.empty());
  EXPECT_EQ(messages.texts.back(),
            "climb: stopped after epoch 7 of 50; the validation loss has not fallen since epoch 3, "
            "whose weights are kept");
}

TEST(SplitForTraining, DividesEverySampleOnce) {
  TrainingSettings settings;
  settings.validation_fraction = 0.25;
  const TrainingSplit split = split_for_training(seeded(1), settings, 41);
  EXPECT_THAT(split.validation, SizeIs(10));  // 10.25 rounded
  std::set<std::int64_t> all(split.train.begin(), split.train.end());
  all.insert(split.validation.begin(), split.validation.end());
  EXPECT_THAT(all, SizeIs(41));
  EXPECT_EQ(*all.begin(), 0);
  EXPECT_EQ(*all.rbegin(), 40);
  EXPECT_EQ(split_for_training(seeded(1), settings, 41).validation, split.validation);
  EXPECT_NE(split_for_training(seeded(2), settings, 41).validation, split.validation);
}

TEST(SplitForTraining, KeepsAllOfAFewSamples) {
  TrainingSettings settings;
  settings.validation_fraction = 0.3;
  EXPECT_THAT(split_for_training({}, settings, 9).validation, IsEmpty());
  EXPECT_THAT(split_for_training({}, settings, 9).train, SizeIs(9));
  EXPECT_THAT(split_for_training({}, settings, 10).validation, SizeIs(3));
  EXPECT_THAT(split_for_training({}, settings, 1).train, ElementsAre(0));
  settings.validation_fraction = 0.0;
  EXPECT_THAT(split_for_training({}, settings, 100).validation, IsEmpty());
}

}  // namespace
}  // namespace goodparts
