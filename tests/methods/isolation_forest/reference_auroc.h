// Isolation Forest on real data, for comparison with scikit-learn.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "datasets/registry.h"
#include "datasets/tabular/npz_dataset.h"
#include "methods/isolation_forest/isolation_forest.h"
#include "tests/support/shared_data.h"

namespace goodparts::testing {

// The probability that an anomalous sample scores above a good one, ties counting half
// (Mann–Whitney), by ranks.
inline double auroc(const std::vector<double>& scores, const Labels& labels) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double rank_sum = 0.0;
  double anomalous = 0.0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && scores[order[end]] == scores[order[begin]]) {
      ++end;
    }
    const double rank = 0.5 * static_cast<double>(begin + 1 + end);
    for (std::size_t i = begin; i < end; ++i) {
      if (labels.anomalous(static_cast<std::int64_t>(order[i]))) {
        rank_sum += rank;
        anomalous += 1.0;
      }
    }
  }
  const double good = static_cast<double>(scores.size()) - anomalous;
  return (rank_sum - anomalous * (anomalous + 1.0) / 2.0) / (anomalous * good);
}

inline double forest_auroc(const Unit& unit, const std::string& harmonic, std::uint64_t seed) {
  IsolationForestConfig config;
  config.harmonic = harmonic;
  IsolationForest forest(config);
  Context context;
  context.seed = seed;
  context.threads = 2;
  forest.fit(context, *unit.train);
  std::vector<std::int64_t> all(static_cast<std::size_t>(unit.test->size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  std::vector<double> scores;
  for (const SampleScore& score : forest.score(context, *unit.test, all)) {
    scores.push_back(score.score);
  }
  return auroc(scores, *unit.test_labels);
}

// scikit-learn 1.2: 100 trees, fitted and scored on the whole labelled table; mean and standard
// deviation over `seeds` seeds.
struct ReferenceAuroc {
  const char* table;
  double mean;
  double deviation;
  std::uint64_t seeds = 5;
};

class WholeTable : public ::testing::TestWithParam<ReferenceAuroc> {};

inline std::string table_name(const ::testing::TestParamInfo<ReferenceAuroc>& info) {
  std::string name = info.param.table;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '.'; }, '_');
  return name.substr(name.find('_') + 1);
}

inline void expect_reference(const ReferenceAuroc& reference) {
  GOODPARTS_REQUIRE_SHARED(path, std::string("data/adbench/") + reference.table + ".npz");
  NpzConfig settings;
  settings.file = path.string();
  settings.protocol = "whole_table";
  const auto dataset = make_dataset(
      "npz", [&](Config& into) { dynamic_cast<NpzConfig&>(into) = settings; }, 0);
  const Unit unit = dataset->open(0);
  for (const char* harmonic : {"exact", "sklearn"}) {
    double sum = 0.0;
    for (std::uint64_t seed = 0; seed < reference.seeds; ++seed) {
      sum += forest_auroc(unit, harmonic, seed);
    }
    const double mean = sum / static_cast<double>(reference.seeds);
    ::testing::Test::RecordProperty(harmonic, std::to_string(mean));
    EXPECT_NEAR(mean, reference.mean, 2.0 * reference.deviation) << harmonic;
  }
}

}  // namespace goodparts::testing
