// The simplest detectors there are, to judge drawn sets with: distance to the nearest training row
// and largest deviation of one feature, both on features scaled by the training rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "datasets/dataset.h"

namespace goodparts::testing {

inline std::vector<std::vector<float>> read_rows(const SampleSource& source) {
  std::vector<std::vector<float>> rows;
  for (std::int64_t i = 0; i < source.size(); ++i) {
    std::vector<float> row(static_cast<std::size_t>(source.shape().elements()));
    source.read(std::vector<std::int64_t>{i}, row);
    rows.push_back(row);
  }
  return rows;
}

class SimpleDetector {
 public:
  explicit SimpleDetector(const SampleSource& train) : rows_(read_rows(train)) {
    const std::size_t width = rows_.front().size();
    const auto n = static_cast<double>(rows_.size());
    for (std::size_t k = 0; k < width; ++k) {
      double sum = 0.0;
      double squares = 0.0;
      for (const auto& row : rows_) {
        sum += row[k];
        squares += static_cast<double>(row[k]) * row[k];
      }
      mean_.push_back(sum / n);
      deviation_.push_back(std::sqrt(squares / n - sum / n * sum / n));
    }
    for (auto& row : rows_) {
      row = scaled(row);
    }
  }

  std::vector<double> nearest(const SampleSource& source) const {
    return scores(source, [&](const std::vector<float>& query) {
      float best = std::numeric_limits<float>::max();
      for (const auto& row : rows_) {
        best = std::min(
            best, std::inner_product(row.begin(), row.end(), query.begin(), 0.0F, std::plus<>(),
                                     [](float a, float b) { return (a - b) * (a - b); }));
      }
      return std::sqrt(static_cast<double>(best));
    });
  }

  std::vector<double> largest_deviation(const SampleSource& source) const {
    return scores(source, [](const std::vector<float>& query) {
      double largest = 0.0;
      for (const float value : query) {
        largest = std::max(largest, std::abs(static_cast<double>(value)));
      }
      return largest;
    });
  }

 private:
  std::vector<float> scaled(const std::vector<float>& row) const {
    std::vector<float> out;
    for (std::size_t k = 0; k < row.size(); ++k) {
      out.push_back(static_cast<float>((row[k] - mean_[k]) / deviation_[k]));
    }
    return out;
  }

  std::vector<double> scores(const SampleSource& source,
                             const std::function<double(const std::vector<float>&)>& score) const {
    std::vector<double> out;
    for (const auto& row : read_rows(source)) {
      out.push_back(score(scaled(row)));
    }
    return out;
  }

  std::vector<std::vector<float>> rows_;
  std::vector<double> mean_;
  std::vector<double> deviation_;
};

// Share of pairs in which the defective sample scores higher; only defects that `counts` accepts.
inline double auroc(
    const std::vector<double>& scores, const Labels& labels,
    const std::function<bool(const std::string&)>& counts = [](const auto&) { return true; }) {
  double wins = 0.0;
  double pairs = 0.0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto bad = static_cast<std::int64_t>(i);
    if (!labels.anomalous(bad) || !counts(labels.defect(bad))) {
      continue;
    }
    for (std::size_t j = 0; j < scores.size(); ++j) {
      if (!labels.anomalous(static_cast<std::int64_t>(j))) {
        wins += scores[i] > scores[j] ? 1.0 : (scores[i] == scores[j] ? 0.5 : 0.0);
        pairs += 1.0;
      }
    }
  }
  return wins / pairs;
}

// Of the good test samples that `belongs` accepts, the share above the 95th percentile of held-out
// scores.
inline double false_positive_rate(const std::vector<double>& calibration,
                                  const std::vector<double>& scores, const Unit& unit,
                                  const std::function<bool(const SampleInfo&)>& belongs) {
  std::vector<double> sorted = calibration;
  std::sort(sorted.begin(), sorted.end());
  const double threshold = sorted[sorted.size() * 95 / 100];
  double flagged = 0.0;
  double total = 0.0;
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    if (unit.test_labels->anomalous(i) || !belongs(unit.test->info(i))) {
      continue;
    }
    flagged += scores[static_cast<std::size_t>(i)] > threshold ? 1.0 : 0.0;
    total += 1.0;
  }
  return flagged / total;
}

}  // namespace goodparts::testing
