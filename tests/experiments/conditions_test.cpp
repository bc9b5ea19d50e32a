// Operating conditions taken out of the signals, through the program.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "kernels/base/rng.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using testing::ProgramResult;
using testing::run_program;
using testing::TemporaryFolder;

// Pressure follows the load; a leak lowers it by less than the load moves it.
void write_process(const std::filesystem::path& path, bool with_load) {
  std::ofstream file(path);
  file << (with_load ? "load,pressure,current,leak\n" : "pressure,current,leak\n");
  Rng rng(1, "process");
  for (int i = 0; i < 600; ++i) {
    const double load = rng.uniform(0.0, 10.0);
    const bool leak = i > 300 && i % 10 == 0;
    if (with_load) {
      file << load << ',';
    }
    file << 2.0 + 3.0 * load + rng.normal(0.0, 0.3) - (leak ? 3.0 : 0.0) << ','
         << 1.0 + load * load + rng.normal(0.0, 0.5) << ',' << (leak ? 1 : 0) << '\n';
  }
}

double auroc(const TemporaryFolder& folder, const std::string& mode) {
  const std::filesystem::path out = folder / mode;
  const ProgramResult result = run_program(
      {"run", "-q", "method=isolation_forest", "dataset=csv", "dataset.label=leak",
       "dataset.conditions=[load]", "conditions.mode=" + mode, "conditions.bins=8",
       "conditions.smallest_bin=10", "dataset.file=" + (folder / "process.csv").string(),
       "output.dir=" + out.string()});
  EXPECT_EQ(result.code, 0) << result.err;
  const auto json = nlohmann::json::parse(std::ifstream(out / "result.json"));
  return json.at("metrics").at("sample_auroc");
}

TEST(Conditions, TakenOutAWeakFaultIsFound) {
  const TemporaryFolder folder;
  write_process(folder / "process.csv", true);
  const double plain = auroc(folder, "none");
  EXPECT_GT(auroc(folder, "regress"), plain + 0.05);
  EXPECT_GT(auroc(folder, "bin"), plain);  // coarser: within a bin the load still moves the signals

  const std::string model = (folder / "regress").string();
  const ProgramResult known = run_program({"predict", model, (folder / "process.csv").string()});
  EXPECT_EQ(known.code, 0) << known.err;
  write_process(folder / "without.csv", false);
  const ProgramResult unknown = run_program({"predict", model, (folder / "without.csv").string()});
  EXPECT_EQ(unknown.code, 3);
  EXPECT_THAT(unknown.err, HasSubstr("the condition 'load' is missing"));
}

}  // namespace
}  // namespace goodparts
