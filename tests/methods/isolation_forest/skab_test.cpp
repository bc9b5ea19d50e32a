#include "datasets/sensor/skab.h"

#include "tests/methods/isolation_forest/reference_auroc.h"

namespace goodparts::testing {
namespace {

// scikit-learn 1.2.1 on the same rows (100 trees, learned from the first 400 of each file): mean
// AUROC over the 34 files 0.7293, standard deviation over 5 seeds 0.0189.
TEST(Skab, MeanAurocOfFilesIsScikitLearns) {
  GOODPARTS_REQUIRE_SHARED(path, "data/skab");
  const auto dataset = make_dataset(
      "skab",
      [&](Config& into) {
        auto& config = dynamic_cast<SkabConfig&>(into);
        config.root = path.string();
        config.protocol = "published";
      },
      0);
  const std::size_t units = dataset->unit_names().size();
  double sum = 0.0;
  for (std::size_t unit = 0; unit < units; ++unit) {
    const Unit opened = dataset->open(unit);
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      sum += forest_auroc(opened, "exact", seed);
    }
  }
  const double mean = sum / static_cast<double>(5 * units);
  RecordProperty("exact", std::to_string(mean));
  EXPECT_NEAR(mean, 0.7293, 2.0 * 0.0189);
}

}  // namespace
}  // namespace goodparts::testing
