// Isolation Forest on drawn tables of the shapes of the ADBench tables donors (scoring) and shuttle
// (fitting): 100 trees of 256 rows, one thread.
#include <benchmark/benchmark.h>

#include <cmath>
#include <string>
#include <vector>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"
#include "kernels/forest/flatten_forest.h"
#include "kernels/forest/general_path_lengths.h"
#include "kernels/forest/grow_tree.h"
#include "kernels/forest/path_lengths.h"
#include "kernels/forest/path_lengths_reference.h"

namespace goodparts {
namespace {

constexpr std::int64_t kTrees = 100;
constexpr std::int64_t kSample = 256;

std::vector<float> make_rows(std::int64_t rows, std::int64_t cols) {
  Rng rng(1, "benchmark");
  std::vector<float> values(static_cast<std::size_t>(rows * cols));
  for (float& value : values) {
    value = static_cast<float>(rng.normal());
  }
  return values;
}

std::vector<IsolationTree> grow(MatrixView data, GrowthRules rules, std::int64_t max_depth = 8) {
  rules.max_depth = max_depth;
  std::vector<IsolationTree> trees;
  for (std::int64_t tree = 0; tree < kTrees; ++tree) {
    Rng rng(1, "isolation_forest", static_cast<std::uint64_t>(tree));
    const std::vector<std::int64_t> sample = rng.sample(data.rows, kSample);
    trees.push_back(grow_isolation_tree(data, sample, rules, std::move(rng)));
  }
  return trees;
}

// A split is a comparison and a step: two operations.
void set_scoring_work(benchmark::State& state, MatrixView rows, double operations_a_split,
                      Arithmetic arithmetic = Arithmetic::kInteger) {
  set_work(state, static_cast<double>(rows.rows * (rows.cols * 4 + 8)),
           operations_a_split * 8.0 * static_cast<double>(rows.rows * kTrees), arithmetic);
  state.SetItemsProcessed(state.iterations() * rows.rows);
}

template <class Score>
void score(benchmark::State& state, const Score& add) {
  const std::int64_t cols = state.range(1);
  const std::vector<float> values = make_rows(state.range(0), cols);
  const MatrixView rows{values.data(), state.range(0), cols};
  const std::vector<IsolationTree> trees = grow(rows, {}, state.range(2));
  std::vector<double> sums(static_cast<std::size_t>(rows.rows));
  add(trees, rows, sums.data());
  set_scoring_work(state, rows, 2.0);
}

void forest_score(benchmark::State& state, PathLengths::Vectors vectors) {
  score(state, [&](const auto& trees, MatrixView rows, double* sums) {
    const PathLengths fast(flatten(trees, rows.cols), vectors);
    if (!PathLengths::serves(vectors, fast.forest())) {
      state.SkipWithError("this processor has no such instructions");
    }
    for ([[maybe_unused]] auto _ : state) {
      fast.add_to(sums, rows);
      benchmark::DoNotOptimize(sums);
    }
  });
}

void forest_score_reference(benchmark::State& state) {
  score(state, [&](const auto& trees, MatrixView rows, double* sums) {
    for ([[maybe_unused]] auto _ : state) {
      add_path_lengths_reference(trees, rows, sums);
      benchmark::DoNotOptimize(sums);
    }
  });
}

void table_sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows", "cols", "depth"})->Unit(benchmark::kMillisecond);
  benchmark->Args({619326, 10, 8})->Args({49097, 9, 8})->Args({49097, 9, 20});
}

using Vectors = PathLengths::Vectors;
BENCHMARK_CAPTURE(forest_score, , Vectors::kWidest)->Name("forest_score")->Apply(table_sizes);
BENCHMARK_CAPTURE(forest_score, avx512, Vectors::kAvx512)->Apply(table_sizes);
BENCHMARK_CAPTURE(forest_score, avx2, Vectors::kAvx2)->Apply(table_sizes);
BENCHMARK_CAPTURE(forest_score, scalar, Vectors::kNone)->Apply(table_sizes);
BENCHMARK(forest_score_reference)->Name("forest_score/reference")->Apply(table_sizes);

// What is not columns and complete rows only: hyperplanes over all columns, a third of the columns
// categorical, a twentieth of the values missing.
enum class Kind { kExtended, kCategorical, kMissingDivided, kMissingLarger };

void general(benchmark::State& state, Kind kind, bool reference) {
  const std::int64_t cols = state.range(1);
  std::vector<float> values = make_rows(state.range(0), cols);
  Rng rng(2, "benchmark");
  GrowthRules rules;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (kind == Kind::kCategorical && i % static_cast<std::size_t>(cols) % 3 == 0) {
      values[i] = static_cast<float>(rng.below(12));
    } else if (kind >= Kind::kMissingDivided && rng.chance(0.05)) {
      values[i] = std::nanf("");
    }
  }
  for (std::int64_t column = 0; kind == Kind::kCategorical && column < cols; ++column) {
    rules.split.categorical.push_back(column % 3 == 0);
  }
  if (kind == Kind::kExtended) {
    rules.split.kind = SplitKind::kExtended;
    rules.split.plane_columns = cols;
    rules.split.deviations.assign(static_cast<std::size_t>(cols), 1.0);
  }
  rules.missing = kind == Kind::kMissingLarger ? MissingRule::kLarger : MissingRule::kDivide;
  const MatrixView rows{values.data(), state.range(0), cols};
  const std::vector<IsolationTree> trees = grow(rows, rules);
  const GeneralPathLengths fast(trees, cols, rules.missing);
  std::vector<double> sums(static_cast<std::size_t>(rows.rows));
  for ([[maybe_unused]] auto _ : state) {
    if (reference) {
      add_path_lengths_reference(trees, rules.missing, rows, sums.data());
    } else {
      fast.add_to(sums.data(), rows);
    }
    benchmark::DoNotOptimize(sums.data());
  }
  set_scoring_work(state, rows, kind == Kind::kExtended ? 2.0 * static_cast<double>(cols) : 2.0,
                   kind == Kind::kExtended ? Arithmetic::kFp64 : Arithmetic::kInteger);
}

void general_sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows", "cols"})->Unit(benchmark::kMillisecond)->Args({20000, 10});
}

void register_general(const std::string& name, Kind kind) {
  for (const bool reference : {false, true}) {
    general_sizes(benchmark::RegisterBenchmark(
        (name + (reference ? "/reference" : "")).c_str(),
        [=](benchmark::State& state) { general(state, kind, reference); }));
  }
}

const bool kRegistered = [] {
  register_general("forest_score_extended", Kind::kExtended);
  register_general("forest_score_categorical", Kind::kCategorical);
  register_general("forest_score_missing_divided", Kind::kMissingDivided);
  register_general("forest_score_missing_larger", Kind::kMissingLarger);
  return true;
}();

// A level reads each sampled value that it asks for twice, for the range and for the division.
void forest_fit(benchmark::State& state) {
  const std::int64_t cols = state.range(1);
  const std::vector<float> values = make_rows(state.range(0), cols);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(grow({values.data(), state.range(0), cols}, {}));
  }
  set_work(state, static_cast<double>(kTrees * kSample * cols * 4),
           3.0 * 8.0 * static_cast<double>(kTrees * kSample), Arithmetic::kInteger);
}
BENCHMARK(forest_fit)->Args({49097, 9})->ArgNames({"rows", "cols"})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goodparts
