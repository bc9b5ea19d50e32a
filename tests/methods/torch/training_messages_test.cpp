#include "methods/torch/training_messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

class Messages : public ProgressSink {
 public:
  void begin(const std::string&, std::int64_t) override {}
  void advance(std::int64_t) override {}
  void end() override {}
  void message(const std::string& text) override { texts.push_back(text); }

  std::vector<std::string> texts;
};

TEST(TimeLeftText, ReadsLikeSpeech) {
  EXPECT_EQ(time_left_text(0.4), "0 s");
  EXPECT_EQ(time_left_text(59.4), "59 s");
  EXPECT_EQ(time_left_text(80.0), "1 min 20 s");
  EXPECT_EQ(time_left_text(3599.6), "1 h 0 min");
  EXPECT_EQ(time_left_text(7500.0), "2 h 5 min");
}

TEST(TrainingMessages, TellOfEveryTenthAndTheLast) {
  Messages messages;
  Context context;
  context.progress = &messages;
  TrainingMessages training(context, "net", 15, 0.0);
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::int64_t epoch = 1; epoch <= 15; ++epoch) {
    training.epoch_done(epoch, 0.01234567, epoch < 15 ? none : 0.013);
  }
  ASSERT_THAT(messages.texts, SizeIs(10));
  EXPECT_THAT(messages.texts[0], StartsWith("net: epoch 2 of 15, loss 0.01235, "));
  EXPECT_THAT(messages.texts[0], HasSubstr(" left"));
  EXPECT_THAT(messages.texts[1], StartsWith("net: epoch 3 of 15"));
  EXPECT_EQ(messages.texts[9], "net: epoch 15 of 15, loss 0.01235, validation 0.013");
}

TEST(TrainingMessages, AShortTrainingTellsOnlyTheEnd) {
  Messages messages;
  Context context;
  context.progress = &messages;
  TrainingMessages training(context, "net", 15, 3600.0);
  for (std::int64_t epoch = 1; epoch <= 15; ++epoch) {
    training.epoch_done(epoch, 1.0, 2.0);
  }
  EXPECT_THAT(messages.texts, ElementsAre("net: epoch 15 of 15, loss 1, validation 2"));
}

TEST(TrainingMessages, TellWhereATrainingGoesOn) {
  Messages messages;
  Context context;
  context.progress = &messages;
  TrainingMessages(context, "net", 50, 1.0).resumed(12);
  EXPECT_THAT(messages.texts, ElementsAre("net: goes on from the checkpoint of epoch 12 of 50"));
}

}  // namespace
}  // namespace goodparts
