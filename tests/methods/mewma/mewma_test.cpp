// Expected values: the recursion in NumPy,
//   for x in z: s = l * x + (1 - l) * s
// then s @ inv(S) @ s over l / (2 - l) * (1 - (1 - l) ** (2 * t)), or over l / (2 - l).
#include "methods/mewma/mewma.h"

#include <gtest/gtest.h>

#include "methods/hotelling_t2/hotelling_t2.h"
#include "tests/support/memory_source.h"
#include "tests/support/recording_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

Mewma fitted(const std::string& covariance) {
  MewmaConfig config;
  config.covariance = covariance;
  Mewma detector(config);
  detector.fit({}, RecordingSource({{"good", uniform_rows(12, 3, 1)}}));
  return detector;
}

TEST(Mewma, ScoresTheT2OfTheAverages) {
  const RecordingSource test({{"other", uniform_rows(4, 3, 8)}, {"run", uniform_rows(7, 3, 5)}});
  const double exact[] = {4.543422342027571,  3.405395109622624, 4.2749978538945435,
                          0.5864697246452141, 2.188397737697687, 4.24035843259807,
                          0.5263665665902276};
  const double asymptotic[] = {0.8632502449852384,  1.1711153781992203, 2.003088719422973,
                               0.33401373852772054, 1.4253506281988886, 3.0427559659660965,
                               0.40595077959907716};
  const std::vector<double> scores = scores_of(fitted("exact"), test);
  const std::vector<double> limits = scores_of(fitted("asymptotic"), test);
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_NEAR(scores[i + 4], exact[i], 1e-9) << i;
    EXPECT_NEAR(limits[i + 4], asymptotic[i], 1e-9) << i;
  }
}

TEST(Mewma, ExplainsTheFirstRowAsT2Does) {
  HotellingT2Config config;
  config.median_window = 1;
  HotellingT2 t_squared(config);
  const RecordingSource good({{"good", uniform_rows(12, 3, 1)}});
  t_squared.fit({}, good);
  const RecordingSource test({{"run", uniform_rows(7, 3, 5)}});
  const std::int64_t first[] = {0};
  const std::vector<std::vector<float>> terms = fitted("exact").explain({}, test, first);
  const std::vector<std::vector<float>> expected = t_squared.explain({}, test, first);
  ASSERT_EQ(terms.size(), 1U);
  for (std::size_t column = 0; column < 3; ++column) {
    EXPECT_FLOAT_EQ(terms[0][column], expected[0][column]);
  }
}

// scipy 1.10: chi2.ppf(0.999, 3).
TEST(Mewma, ControlLimitIsTheQuantileOfChiSquared) {
  EXPECT_NEAR(fitted("exact").control_limit().value(), 16.26623619623813, 1e-9);
}

TEST(Mewma, WithoutAPastIsHotellingsT2) {
  const MemorySource good({3}, uniform_rows(12, 3, 1));
  const MemorySource test({3}, uniform_rows(7, 3, 5));
  Mewma mewma({});
  mewma.fit({}, good);
  HotellingT2 t_squared({});
  t_squared.fit({}, good);
  const std::vector<double> scores = scores_of(mewma, test);
  const std::vector<double> expected = scores_of(t_squared, test);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    EXPECT_NEAR(scores[i], expected[i], 1e-9);
  }
}

}  // namespace
}  // namespace goodparts::testing
