// Conditions taken out of signals, against closed forms and scikit-learn's LinearRegression.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "kernels/base/error.h"
#include "methods/conditions/conditioned_detector.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::MemoryArchive;
using testing::MemorySource;

// Scores a row by its first feature as it sees it, and remembers nothing else.
class FirstFeature : public Detector {
 public:
  void fit(const Context&, const SampleSource& good) override { seen_ = good.size(); }
  std::vector<SampleScore> score(const Context&, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override {
    std::vector<SampleScore> scores;
    std::vector<float> row(static_cast<std::size_t>(source.shape().elements()));
    for (const std::int64_t index : indices) {
      source.read({&index, 1}, row);
      scores.push_back({static_cast<double>(row[0]), {}});
    }
    return scores;
  }
  std::optional<double> control_limit() const override { return 3.0; }
  void save(ArchiveWriter& archive) const override {
    archive.number("seen", static_cast<double>(seen_));
  }
  void load(const ArchiveReader& archive) override {
    seen_ = static_cast<std::int64_t>(archive.number("seen"));
  }

 private:
  std::int64_t seen_ = 0;
};

class Samples : public MemorySource {
 public:
  Samples(std::vector<std::vector<float>> rows, std::vector<std::vector<Condition>> conditions)
      : MemorySource({static_cast<std::int64_t>(rows.front().size())}, rows) {
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      infos_.push_back(MemorySource::info(static_cast<std::int64_t>(i)));
      infos_.back().conditions = std::move(conditions[i]);
    }
  }
  const SampleInfo& info(std::int64_t index) const override {
    return infos_[static_cast<std::size_t>(index)];
  }

 private:
  std::vector<SampleInfo> infos_;
};

Condition number(const std::string& name, double value) {
  return {name, std::to_string(value), value};
}
Condition text(const std::string& name, const std::string& value) { return {name, value}; }

ConditionSettings settings(const std::string& mode) {
  ConditionSettings settings;
  settings.mode = mode;
  return settings;
}

std::vector<double> scores_of(const Detector& detector, const SampleSource& source) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(source.size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  std::vector<double> scores;
  for (const SampleScore& score : detector.score({}, source, all)) {
    scores.push_back(score.score);
  }
  return scores;
}

std::unique_ptr<Detector> detector_of(const ConditionSettings& settings) {
  return with_conditions(settings, std::make_unique<FirstFeature>());
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// y = 2 + 3 load + 0.5 load² + 7 [shift = night]: degree 2 explains it wholly.
Samples explained(double off = 0.0) {
  std::vector<std::vector<float>> rows;
  std::vector<std::vector<Condition>> conditions;
  for (int i = 0; i < 40; ++i) {
    const double load = 0.25 * i;
    const bool night = i % 3 == 0;
    const double noise = i % 2 == 0 ? 0.1 : -0.1;
    rows.push_back({static_cast<float>(2.0 + 3.0 * load + 0.5 * load * load + (night ? 7.0 : 0.0) +
                                       noise + (i == 5 ? off : 0.0))});
    conditions.push_back({number("load", load), text("shift", night ? "night" : "day")});
  }
  return {rows, conditions};
}

TEST(Conditions, RegressionLeavesWhatConditionsDoNotExplain) {
  const std::unique_ptr<Detector> detector = detector_of(settings("regress"));
  detector->fit({}, explained());
  const std::vector<double> scores = scores_of(*detector, explained(4.0));
  EXPECT_NEAR(scores[5], 4.0 - 0.1, 0.05);  // the noise is nearly orthogonal to the terms
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (i != 5) {
      EXPECT_NEAR(scores[i], i % 2 == 0 ? 0.1 : -0.1, 0.05) << i;
    }
  }
}

// numpy and scikit-learn 1.2:
//   i = np.arange(30); load = i * 37 % 101 / 101; speed = i * 53 % 97 / 97; y = i * 71 % 89 / 89
//   X = np.stack([load, load**2, speed, speed**2, load * speed], 1)
//   r = y - LinearRegression().fit(X, y).predict(X); print(r[[0, 7, 29]])
TEST(Conditions, RegressionAgreesWithScikitLearn) {
  const std::vector<float> load = testing::pattern(30, 37, 101);
  const std::vector<float> speed = testing::pattern(30, 53, 97);
  const std::vector<float> y = testing::pattern(30, 71, 89);
  std::vector<std::vector<float>> rows;
  std::vector<std::vector<Condition>> conditions;
  for (std::size_t i = 0; i < 30; ++i) {
    rows.push_back({y[i]});
    conditions.push_back({number("load", load[i]), number("speed", speed[i])});
  }
  const Samples samples(rows, conditions);
  const std::unique_ptr<Detector> detector = detector_of(settings("regress"));
  detector->fit({}, samples);
  const std::vector<double> residuals = scores_of(*detector, samples);
  EXPECT_NEAR(residuals[0], -0.40396097, 1e-5);
  EXPECT_NEAR(residuals[7], -0.03376569, 1e-5);
  EXPECT_NEAR(residuals[29], -0.48033063, 1e-5);
}

// At the largest load seen, 9.75, the good level is 2 + 3 · 9.75 + 0.5 · 9.75² = 78.78, its slope
// 3 + 9.75 = 12.75.
TEST(Conditions, BeyondWhatTrainingSawTheFitIsExtendedOrClamped) {
  const auto score_at = [](const char* outside, double load) {
    ConditionSettings chosen = settings("regress");
    chosen.outside = outside;
    const std::unique_ptr<Detector> detector = detector_of(chosen);
    detector->fit({}, explained());
    return scores_of(*detector,
                     Samples({{0.0F}}, {{number("load", load), text("shift", "day")}}))[0];
  };
  EXPECT_NEAR(score_at("clamp", 9.75), -78.78, 0.1);
  EXPECT_NEAR(score_at("extend", 9.75), -78.78, 0.1);
  EXPECT_NEAR(score_at("clamp", 20.0), -78.78, 0.1);
  EXPECT_NEAR(score_at("extend", 19.75), -78.78 - 127.5, 0.3);
}

TEST(Conditions, BinsStandardiseWithinLikeConditions) {
  std::vector<std::vector<float>> rows;
  std::vector<std::vector<Condition>> conditions;
  for (int i = 0; i < 40; ++i) {
    const bool high = i >= 20;
    // Low: mean 10, deviation 1. High: mean 50, deviation 5.
    const float sign = i % 2 == 0 ? 1.0F : -1.0F;
    rows.push_back({high ? 50.0F + 5.0F * sign : 10.0F + sign});
    conditions.push_back({number("load", i)});
  }
  ConditionSettings binned = settings("bin");
  binned.bins = 2;
  binned.smallest_bin = 10;
  const std::unique_ptr<Detector> detector = detector_of(binned);
  detector->fit({}, Samples(rows, conditions));
  const Samples fresh({{12.0F}, {60.0F}, {50.0F}},
                      {{number("load", 3)}, {number("load", 30)}, {number("load", 20)}});
  EXPECT_THAT(scores_of(*detector, fresh), ::testing::ElementsAre(2.0, 2.0, 0.0));
  EXPECT_THAT(detector->facts(), Contains(std::pair<std::string, std::string>(
                                     "conditions", "taken out in 2 bins: load")));
}

TEST(Conditions, ABinOfTooFewSamplesAndALevelNeverSeenUseAllSamples) {
  std::vector<std::vector<float>> rows;
  std::vector<std::vector<Condition>> conditions;
  for (int i = 0; i < 21; ++i) {
    rows.push_back({i == 20 ? 1000.0F : (i % 2 == 0 ? 1.0F : -1.0F)});
    conditions.push_back({text("material", i == 20 ? "rare" : "usual")});
  }
  ConditionSettings binned = settings("bin");
  binned.smallest_bin = 10;
  const std::unique_ptr<Detector> detector = detector_of(binned);
  detector->fit({}, Samples(rows, conditions));
  const double mean = 1000.0 / 21.0;
  const double deviation = std::sqrt((20.0 + 1e6) / 21.0 - mean * mean);
  const Samples fresh(
      {{0.0F}, {0.0F}, {0.0F}},
      {{text("material", "rare")}, {text("material", "unknown")}, {text("material", "usual")}});
  const std::vector<double> scores = scores_of(*detector, fresh);
  EXPECT_NEAR(scores[0], -mean / deviation, 1e-5);
  EXPECT_NEAR(scores[1], -mean / deviation, 1e-5);
  EXPECT_EQ(scores[2], 0.0);
}

TEST(Conditions, AFeatureThatIsAConditionBecomesNothing) {
  std::vector<std::vector<float>> rows;
  std::vector<std::vector<Condition>> conditions;
  for (int i = 0; i < 30; ++i) {
    const float load = 1e3F + static_cast<float>(i) * 0.37F;
    rows.push_back({load});
    conditions.push_back({number("load", static_cast<double>(load))});
  }
  const std::unique_ptr<Detector> detector = detector_of(settings("regress"));
  detector->fit({}, Samples(rows, conditions));
  EXPECT_THAT(scores_of(*detector, Samples(rows, conditions)), ::testing::Each(0.0));
}

TEST(Conditions, SavedAndLoadedScoresAreTheSame) {
  for (const char* mode : {"regress", "bin"}) {
    ConditionSettings chosen = settings(mode);
    chosen.smallest_bin = 3;
    const std::unique_ptr<Detector> detector = detector_of(chosen);
    detector->fit({}, explained());
    MemoryArchive archive;
    detector->save(archive);
    const std::unique_ptr<Detector> loaded = detector_of(chosen);
    loaded->load(archive);
    EXPECT_EQ(scores_of(*loaded, explained(1.0)), scores_of(*detector, explained(1.0))) << mode;
    EXPECT_EQ(loaded->control_limit(), 3.0);
    EXPECT_EQ(loaded->facts(), detector->facts());
  }
}

TEST(Conditions, ModeNoneIsTheDetectorItself) {
  auto inner = std::make_unique<FirstFeature>();
  const Detector* const address = inner.get();
  EXPECT_EQ(with_conditions(settings("none"), std::move(inner)).get(), address);
}

TEST(Conditions, BadInputIsNamed) {
  const auto fit = [](ConditionSettings chosen, const SampleSource& samples) {
    return message_of([&] { detector_of(chosen)->fit({}, samples); });
  };
  const MemorySource plain({1}, {{1.0F}, {2.0F}});
  EXPECT_THAT(fit(settings("regress"), plain), HasSubstr("carry no operating conditions"));
  const MemorySource image({3, 1, 1}, {{1.0F, 1.0F, 1.0F}});
  EXPECT_THAT(fit(settings("regress"), image), HasSubstr("not of images"));
  ConditionSettings unknown = settings("bin");
  unknown.columns = {"laod"};
  EXPECT_THAT(fit(unknown, explained()),
              HasSubstr("no sample carries 'laod'; there are: load, shift"));
  const Samples constant({{1.0F}, {2.0F}}, {{number("load", 1)}, {number("load", 1)}});
  EXPECT_THAT(fit(settings("bin"), constant), HasSubstr("no condition varies"));
  const Samples few({{1.0F}, {2.0F}}, {{number("load", 1)}, {number("load", 2)}});
  EXPECT_THAT(fit(settings("regress"), few), HasSubstr("2 good samples cannot fit 3 terms"));
  const Samples hole(
      {{NAN}, {2.0F}, {1.0F}, {0.0F}},
      {{number("load", 1)}, {number("load", 2)}, {number("load", 3)}, {number("load", 4)}});
  EXPECT_THAT(fit(settings("regress"), hole), HasSubstr("sample 0: feature 0 is missing"));
  ConditionSettings wrong = settings("regres");
  EXPECT_THAT(message_of([&] { detector_of(wrong); }), HasSubstr("did you mean 'regress'"));

  const std::unique_ptr<Detector> detector = detector_of(settings("regress"));
  detector->fit({}, explained());
  const Samples without({{1.0F}}, {{text("shift", "day")}});
  EXPECT_THAT(message_of([&] { scores_of(*detector, without); }),
              HasSubstr("sample 0: the condition 'load' is missing"));
  const Samples worded({{1.0F}}, {{text("load", "much"), text("shift", "day")}});
  EXPECT_THAT(message_of([&] { scores_of(*detector, worded); }),
              HasSubstr("'load' is 'much', but was a number in training"));
}

}  // namespace
}  // namespace goodparts
