#include "methods/isolation_forest/forest.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>

#include "kernels/base/error.h"
#include "kernels/base/parallel.h"

namespace goodparts {
namespace {

double harmonic_number(std::int64_t n, Harmonic harmonic) {
  if (harmonic == Harmonic::kSklearn) {
    return std::log(static_cast<double>(n)) + std::numbers::egamma;
  }
  double sum = 0.0;
  for (std::int64_t i = n; i >= 1; --i) {  // small terms first
    sum += 1.0 / static_cast<double>(i);
  }
  return sum;
}

std::int64_t default_depth(std::int64_t sample_size) {
  std::int64_t depth = 0;
  while ((std::int64_t{1} << depth) < sample_size) {
    ++depth;
  }
  return depth;
}

// Grows one tree over `sample`, indices of rows that it reorders in place.
class TreeBuilder {
 public:
  TreeBuilder(std::span<const float> rows, std::int64_t features, const ForestOptions& options,
              Rng rng)
      : rows_(rows), features_(features), options_(options), rng_(std::move(rng)) {}

  std::vector<IsolationForest::Node> build(std::vector<std::int64_t> sample) {
    nodes_.emplace_back();
    grow(0, sample, 0);
    return std::move(nodes_);
  }

 private:
  struct Range {
    float low, high;
  };

  float value(std::int64_t row, std::int64_t feature) const {
    return rows_[static_cast<std::size_t>(row * features_ + feature)];
  }

  Range range(std::span<const std::int64_t> sample, std::int64_t feature) const {
    Range range{value(sample[0], feature), value(sample[0], feature)};
    for (const std::int64_t row : sample) {
      range.low = std::min(range.low, value(row, feature));
      range.high = std::max(range.high, value(row, feature));
    }
    return range;
  }

  // A random feature among those that vary within the sample; −1 if none does.
  std::int64_t choose_feature(std::span<const std::int64_t> sample, Range& chosen) {
    candidates_.resize(static_cast<std::size_t>(features_));
    std::iota(candidates_.begin(), candidates_.end(), std::int64_t{0});
    for (std::int64_t left = features_; left > 0; --left) {
      const auto pick = static_cast<std::size_t>(rng_.below(left));
      chosen = range(sample, candidates_[pick]);
      if (chosen.low < chosen.high) {
        return candidates_[pick];
      }
      std::swap(candidates_[pick], candidates_[static_cast<std::size_t>(left - 1)]);
    }
    return -1;
  }

  void grow(std::size_t node, std::span<std::int64_t> sample, std::int64_t depth) {
    const auto count = static_cast<std::int64_t>(sample.size());
    Range chosen{};
    const std::int64_t feature =
        count > 1 && depth < options_.max_depth ? choose_feature(sample, chosen) : -1;
    if (feature < 0) {
      nodes_[node].path = static_cast<float>(static_cast<double>(depth) +
                                             average_path_length(count, options_.harmonic));
      return;
    }
    // Rounding to float may hit the upper end, which would leave the right side empty.
    const float threshold = std::min(static_cast<float>(rng_.uniform(chosen.low, chosen.high)),
                                     std::nextafter(chosen.high, chosen.low));
    const auto middle = std::partition(sample.begin(), sample.end(), [&](std::int64_t row) {
      return value(row, feature) <= threshold;
    });
    const auto left_count = static_cast<std::size_t>(middle - sample.begin());
    const std::size_t left = nodes_.size();
    nodes_.resize(left + 2);
    nodes_[node] = {static_cast<std::int32_t>(feature), threshold, static_cast<std::int32_t>(left),
                    0.0F};
    grow(left, sample.first(left_count), depth + 1);
    grow(left + 1, sample.subspan(left_count), depth + 1);
  }

  std::span<const float> rows_;
  std::int64_t features_;
  const ForestOptions& options_;
  Rng rng_;
  std::vector<IsolationForest::Node> nodes_;
  std::vector<std::int64_t> candidates_;
};

}  // namespace

double average_path_length(std::int64_t n, Harmonic harmonic) {
  if (n <= 1) {
    return 0.0;
  }
  if (n == 2) {
    return 1.0;
  }
  const auto count = static_cast<double>(n);
  return 2.0 * harmonic_number(n - 1, harmonic) - 2.0 * (count - 1.0) / count;
}

IsolationForest IsolationForest::fit(const Context& context, std::span<const float> rows,
                                     std::int64_t features, const ForestOptions& options) {
  assert(features > 0 && rows.size() % static_cast<std::size_t>(features) == 0);
  const std::int64_t count = static_cast<std::int64_t>(rows.size()) / features;
  ForestOptions actual = options;
  actual.sample_size = std::min(options.sample_size, count);
  if (actual.max_depth == 0) {
    actual.max_depth = default_depth(actual.sample_size);
  }
  std::vector<std::vector<Node>> trees(static_cast<std::size_t>(actual.trees));
  Progress progress(context, "grow trees", actual.trees);
  parallel_for(context.threads, actual.trees, [&](std::int64_t tree) {
    Rng rng = context.rng("isolation_forest", static_cast<std::uint64_t>(tree));
    std::vector<std::int64_t> sample = rng.sample(count, actual.sample_size);
    trees[static_cast<std::size_t>(tree)] =
        TreeBuilder(rows, features, actual, std::move(rng)).build(std::move(sample));
    progress.advance();
  });
  std::vector<Node> nodes;
  std::vector<std::int64_t> roots;
  for (const std::vector<Node>& tree : trees) {
    roots.push_back(static_cast<std::int64_t>(nodes.size()));
    nodes.insert(nodes.end(), tree.begin(), tree.end());
  }
  return {std::move(nodes), std::move(roots), features,
          average_path_length(actual.sample_size, actual.harmonic)};
}

IsolationForest::IsolationForest(std::vector<Node> nodes, std::vector<std::int64_t> roots,
                                 std::int64_t features, double normaliser)
    : nodes_(std::move(nodes)),
      roots_(std::move(roots)),
      features_(features),
      normaliser_(normaliser) {
  for (std::size_t tree = 0; tree < roots_.size(); ++tree) {
    const std::int64_t begin = roots_[tree];
    const std::int64_t end =
        tree + 1 < roots_.size() ? roots_[tree + 1] : static_cast<std::int64_t>(nodes_.size());
    bool fits = begin >= 0 && begin < end && end <= static_cast<std::int64_t>(nodes_.size());
    for (std::int64_t i = begin; fits && i < end; ++i) {
      const Node& node = nodes_[static_cast<std::size_t>(i)];
      // Children come after their parent, so that a walk always ends.
      fits = node.feature < 0 ||
             (node.feature < features_ && node.left > i - begin && begin + node.left + 1 < end);
    }
    if (!fits) {
      throw Error(ErrorKind::kData,
                  "the isolation forest in the model file is damaged; train it again");
    }
  }
}

double IsolationForest::score_row(const float* row) const {
  double path = 0.0;
  for (const std::int64_t root : roots_) {
    const Node* tree = nodes_.data() + root;
    const Node* node = tree;
    while (node->feature >= 0) {
      node = tree + node->left + (row[node->feature] <= node->threshold ? 0 : 1);
    }
    path += node->path;
  }
  const double mean = path / static_cast<double>(roots_.size());
  return normaliser_ > 0.0 ? std::exp2(-mean / normaliser_) : 0.5;
}

std::vector<double> IsolationForest::score(const Context& context,
                                           std::span<const float> rows) const {
  constexpr std::int64_t kBlock = 1024;
  const std::int64_t count = static_cast<std::int64_t>(rows.size()) / features_;
  std::vector<double> scores(static_cast<std::size_t>(count));
  parallel_for(context.threads, (count + kBlock - 1) / kBlock, [&](std::int64_t block) {
    for (std::int64_t i = block * kBlock; i < std::min(count, (block + 1) * kBlock); ++i) {
      scores[static_cast<std::size_t>(i)] = score_row(rows.data() + i * features_);
    }
  });
  return scores;
}

}  // namespace goodparts
