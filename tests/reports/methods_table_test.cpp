// The table of methods over data sets, by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "reports/markdown/methods_table.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

RunRecord run(const std::string& name, const std::string& method, std::int64_t seed, double auroc,
              double aupro) {
  RunRecord record;
  record.name = name;
  record.method = method;
  record.dataset = "mvtec";
  record.protocol = "Held out by seed.";
  record.seed = seed;
  record.evaluation.metrics = {{"sample_auroc", auroc}, {"sample_fpr_at_95tpr", 0.25}};
  if (aupro > 0.0) {
    record.evaluation.metrics.emplace_back("pixel_aupro_0.30", aupro);
  }
  UnitEvaluation unit;
  unit.name = "bottle";
  unit.good = 20;
  unit.anomalous = 63;
  record.evaluation.units.push_back(unit);
  record.timings.fit_cpu_seconds = 2.0;
  record.timings.score_cpu_seconds = 4.0;
  return record;
}

std::string table_of(const std::vector<RunRecord>& runs) {
  const testing::TemporaryFolder folder;
  MethodsTable table(folder / "methods.md");
  for (const RunRecord& record : runs) {
    table.add(record);
  }
  table.finish();
  std::ostringstream text;
  text << std::ifstream(folder / "methods.md").rdbuf();
  return text.str();
}

// Mean of 0.9 and 0.8: 0.85, deviation 0.1 / √2 = 0.0707.
TEST(MethodsTable, GroupsByDataAndMethodAndMarksWhatIsNoBetterThanBlind) {
  const std::string text = table_of({run("bottle/padim/seed=0", "padim", 0, 0.9, 0.5),
                                     run("bottle/padim/seed=1", "padim", 1, 0.8, 0.7),
                                     run("bottle/random/seed=0", "random", 0, 0.5, 0.0),
                                     run("bottle/shewhart/seed=0", "shewhart", 0, 0.7, 0.0),
                                     run("bottle/worse/seed=0", "knn", 0, 0.5, 0.0),
                                     run("bottle/weak/seed=0", "pca", 0, 0.6, 0.0),
                                     run("tile/padim/seed=0", "padim", 0, 0.75, 0.0)});
  EXPECT_EQ(text, R"(### bottle

mvtec: 20 good and 63 anomalous samples to test, 1 unit. Held out by seed.

| method | AUROC | AU-PRO 0.30 | FPR at 95 % recall | FPR at the threshold | fit, CPU s | score, CPU s |
|:--|--:|--:|--:|--:|--:|--:|
| padim | 0.850 ± 0.071 | 0.600 ± 0.141 | 25.0 % ± 0 % | – | 2 ± 0 | 4 ± 0 |
| shewhart | 0.700 | – | 25.0 % | – | 2 | 4 |
| weak ‡ | 0.600 | – | 25.0 % | – | 2 | 4 |
| random | 0.500 | – | 25.0 % | – | 2 | 4 |
| worse † | 0.500 | – | 25.0 % | – | 2 | 4 |

### tile

mvtec: 20 good and 63 anomalous samples to test, 1 unit. Held out by seed.

| method | AUROC | FPR at 95 % recall | FPR at the threshold | fit, CPU s | score, CPU s |
|:--|--:|--:|--:|--:|--:|
| padim | 0.750 | 25.0 % | – | 2 | 4 |

FPR at 95 % recall is an oracle: its threshold comes from the test labels. The threshold of the next column comes from held-out good parts alone. † not above a baseline that looks at nothing; ‡ below max|z| (shewhart).
)");
}

}  // namespace
}  // namespace goodparts
