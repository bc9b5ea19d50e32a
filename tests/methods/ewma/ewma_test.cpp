// Expected values: the recursion in NumPy,
//   for x in z: s = l * x + (1 - l) * s
// then abs(s) / sqrt(l / (2 - l) * (1 - (1 - l) ** (2 * t))), its max over the columns.
#include "methods/ewma/ewma.h"

#include <gtest/gtest.h>

#include "methods/shewhart/shewhart.h"
#include "tests/support/expect_error.h"
#include "tests/support/memory_source.h"
#include "tests/support/recording_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

Ewma fitted(const std::string& deviation) {
  EwmaConfig config;
  config.deviation = deviation;
  Ewma detector(config);
  detector.fit({}, RecordingSource({{"good", uniform_rows(12, 3, 1)}}));
  return detector;
}

TEST(Ewma, ScoresTheLargestDeviationOfTheAverages) {
  const RecordingSource test({{"other", uniform_rows(4, 3, 8)}, {"run", uniform_rows(7, 3, 5)}});
  const double exact[] = {1.580150665943214,  1.55901352375003,   2.117274142448914,
                          0.5936756567637597, 1.4142416311052208, 1.384737292410605,
                          0.33432043721666904};
  const double asymptotic[] = {0.9480903995659283, 1.197906873649129,  1.8187076779434121,
                               0.5415896563524293, 1.3361596093997192, 1.3363113234395723,
                               0.3268859913635239};
  const std::vector<double> scores = scores_of(fitted("exact"), test);
  const std::vector<double> limits = scores_of(fitted("asymptotic"), test);
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_NEAR(scores[i + 4], exact[i], 1e-9) << i;
    EXPECT_NEAR(limits[i + 4], asymptotic[i], 1e-9) << i;
  }
}

TEST(Ewma, ExplainsByColumn) {
  const RecordingSource test({{"run", uniform_rows(7, 3, 5)}});
  const std::int64_t last[] = {6};
  const std::vector<std::vector<float>> terms = fitted("exact").explain({}, test, last);
  ASSERT_EQ(terms.size(), 1U);
  EXPECT_NEAR(terms[0][0], 0.33432043721666904, 1e-7);
  EXPECT_NEAR(terms[0][1], 0.03748744896482428, 1e-7);
  EXPECT_NEAR(terms[0][2], 0.05230689108746195, 1e-7);
}

TEST(Ewma, WithoutAPastIsShewharts) {
  const MemorySource good({3}, uniform_rows(12, 3, 1));
  const RecordingSource test({{"run", uniform_rows(7, 3, 5)}});
  Ewma ewma({});
  ewma.fit({}, good);
  Shewhart shewhart({});
  shewhart.fit({}, good);
  const std::vector<double> scores = scores_of(ewma, test);
  const std::vector<double> expected = scores_of(shewhart, test);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    EXPECT_NEAR(scores[i], expected[i], 1e-12);
  }
  EXPECT_EQ(ewma.facts().back().second, "single samples: they have no past");
}

TEST(Ewma, RejectsSettingsThatMakeNoSense) {
  EwmaConfig config;
  config.lambda = 0.0;
  EXPECT_ERROR(config.validate(), ErrorKind::kConfig, "method.lambda");
  config = {};
  config.deviation = "exakt";
  EXPECT_ERROR(config.validate(), ErrorKind::kConfig, "method.deviation", "did you mean 'exact'");
}

}  // namespace
}  // namespace goodparts::testing
