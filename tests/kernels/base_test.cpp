#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <numeric>
#include <set>
#include <sstream>

#include "kernels/base/atomic_file.h"
#include "kernels/base/config.h"
#include "kernels/base/context.h"
#include "kernels/base/parallel.h"
#include "kernels/base/rng.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

TEST(Rng, DependsOnSeedNameAndIndexAlone) {
  Rng first(7, "coreset", 3);
  Rng again(7, "coreset", 3);
  EXPECT_EQ(first.bits(), again.bits());
  EXPECT_NE(Rng(7, "coreset", 3).bits(), Rng(8, "coreset", 3).bits());
  EXPECT_NE(Rng(7, "coreset", 3).bits(), Rng(7, "split", 3).bits());
  EXPECT_NE(Rng(7, "coreset", 3).bits(), Rng(7, "coreset", 4).bits());
}

TEST(Rng, NormalHasUnitMoments) {
  Rng rng(1, "moments");
  double sum = 0.0;
  double squares = 0.0;
  const int n = 200000;
  for (int i = 0; i < n; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / n, 0.0, 5.0 / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1.0, 5.0 * std::sqrt(2.0 / n));
}

TEST(Rng, BelowIsUniformAndSampleIsDistinct) {
  Rng rng(2, "below");
  std::vector<int> counts(7);
  for (int i = 0; i < 70000; ++i) {
    ++counts[static_cast<std::size_t>(rng.below(7))];
  }
  for (const int count : counts) {
    EXPECT_NEAR(count, 10000, 500);  // over 5 standard deviations
  }
  const auto sample = rng.sample(50, 20);
  EXPECT_EQ(std::set<std::int64_t>(sample.begin(), sample.end()).size(), 20U);
  EXPECT_GE(*std::min_element(sample.begin(), sample.end()), 0);
  EXPECT_LT(*std::max_element(sample.begin(), sample.end()), 50);
}

TEST(ParallelFor, RunsEachIndexOnceAndRethrows) {
  std::vector<int> hits(1000);
  parallel_for(2, 1000, [&](std::int64_t i) { ++hits[static_cast<std::size_t>(i)]; });
  EXPECT_EQ(std::accumulate(hits.begin(), hits.end(), 0), 1000);
  EXPECT_EQ(*std::max_element(hits.begin(), hits.end()), 1);
  EXPECT_THROW(parallel_for(2, 100,
                            [](std::int64_t i) {
                              if (i == 42) {
                                throw Error(ErrorKind::kData, "broken");
                              }
                            }),
               Error);
}

TEST(Context, CancelledThrowsInterrupted) {
  std::atomic<bool> cancelled{false};
  Context context;
  context.cancelled = &cancelled;
  EXPECT_NO_THROW(context.check_cancelled());
  cancelled = true;
  try {
    context.check_cancelled();
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
}

TEST(NearestMatch, SuggestsOnlyWhatIsNear) {
  EXPECT_EQ(nearest_match("patchcor", {"patchcore", "padim"}), "patchcore");
  EXPECT_EQ(nearest_match("coreset_ration", {"coreset_ratio", "k"}), "coreset_ratio");
  EXPECT_EQ(nearest_match("zebra", {"patchcore", "padim"}), "");
}

TEST(RequireOneOf, NamesPathValueAndNearest) {
  try {
    require_one_of("method.convention", "orignal", {"original", "anomalib"});
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "method.convention: 'orignal' is not one of original, anomalib; did you mean 'original'?");
  }
}

TEST(AtomicFile, LeavesNothingUnlessCommitted) {
  const testing::TemporaryFolder folder;
  {
    AtomicFile file(folder / "deep/result.json");
    std::ofstream(file.temporary()) << "half";
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder / "deep"));
  write_file_atomically(folder / "deep/result.json", "whole");
  std::ostringstream text;
  text << std::ifstream(folder / "deep/result.json").rdbuf();
  EXPECT_EQ(text.str(), "whole");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "deep"), {}), 1);
}

TEST(AtomicFile, NamesTheFileThatCannotBeWritten) {
  const testing::TemporaryFolder folder;
  write_file_atomically(folder / "file", "x");
  try {
    write_file_atomically(folder / "file/below", "y");
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kOutput);
    EXPECT_NE(std::string(error.what()).find("file"), std::string::npos);
  }
}

}  // namespace
}  // namespace goodparts
