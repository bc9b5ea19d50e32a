#include "methods/isolation_forest/isolation_forest.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <numeric>

#include "kernels/base/parallel.h"
#include "kernels/forest/flatten_forest.h"
#include "methods/isolation_forest/path_credit.h"
#include "methods/rows/standardizer.h"

namespace goodparts {
namespace {

constexpr std::int64_t kBlock = PathSums::kBlock;  // rows scored at once

Harmonic harmonic_of(const IsolationForestConfig& config) {
  return config.harmonic == "sklearn" ? Harmonic::kSklearn : Harmonic::kExact;
}

MissingRule missing_of(const IsolationForestConfig& config) {
  return config.missing == "larger" ? MissingRule::kLarger : MissingRule::kDivide;
}

SplitKind split_of(const IsolationForestConfig& config) {
  if (config.split == "extended") {
    return SplitKind::kExtended;
  }
  return config.split == "pooled_gain" ? SplitKind::kPooledGain : SplitKind::kAxis;
}

}  // namespace

void IsolationForestConfig::visit(ConfigVisitor& visitor) {
  visitor.field("trees", trees);
  visitor.field("sample_size", sample_size);
  visitor.field("split", split);
  visitor.field("extension_level", extension_level);
  visitor.field("missing", missing);
  visitor.field("harmonic", harmonic);
  visitor.field("max_depth", max_depth);
}

void IsolationForestConfig::validate() const {
  require_one_of("method.split", split, {"axis", "extended", "pooled_gain"});
  require_one_of("method.missing", missing, {"divide", "larger"});
  require_one_of("method.harmonic", harmonic, {"exact", "sklearn"});
  const auto require_at_least = [](const char* key, std::int64_t value, std::int64_t least) {
    if (value < least) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("method.{}: {} is too small; give {} or more", key, value, least));
    }
  };
  require_at_least("trees", trees, 1);
  require_at_least("sample_size", sample_size, 2);
  require_at_least("max_depth", max_depth.value_or(1), 1);
  require_at_least("extension_level", extension_level.value_or(0), 0);
  if (split == "axis" && extension_level) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.extension_level: {} says nothing to method.split=axis; set it "
                            "to null, or choose extended or pooled_gain",
                            *extension_level));
  }
}

IsolationForest::IsolationForest(IsolationForestConfig config, BackboneConfig backbone)
    : config_(std::move(config)),
      input_("isolation_forest", std::move(backbone), Missing::kKeep, Categories::kTake) {}

GrowthRules IsolationForest::growth_rules(const Rows& rows) const {
  GrowthRules rules;
  rules.max_depth = max_depth_;
  rules.harmonic = harmonic_of(config_);
  rules.missing = missing_of(config_);
  rules.split.kind = split_of(config_);
  std::int64_t numeric = rows.columns;
  for (std::int64_t column = 0; input_.has_categories() && column < rows.columns; ++column) {
    const std::size_t levels = input_.levels(column).size();
    if (levels > kMaxTreeLevels) {
      throw Error(ErrorKind::kData,
                  fmt::format("column {} has {} levels, but isolation_forest takes at most {}; "
                              "leave it out, or join its rare levels",
                              column, levels, kMaxTreeLevels));
    }
    rules.split.categorical.push_back(levels > 0);
    numeric -= levels > 0 ? 1 : 0;
  }
  if (config_.extension_level && *config_.extension_level >= std::max<std::int64_t>(numeric, 1)) {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("method.extension_level: {} is too large for {} numeric column(s); "
                    "give at most {}",
                    *config_.extension_level, numeric, std::max<std::int64_t>(numeric - 1, 0)));
  }
  const bool all_columns = rules.split.kind == SplitKind::kExtended && !config_.extension_level;
  rules.split.plane_columns = all_columns ? numeric : config_.extension_level.value_or(0) + 1;
  if (rules.split.kind != SplitKind::kAxis) {
    Standardizer standardizer;
    standardizer.learn(rows.view());
    rules.split.deviations = standardizer.deviation();
  }
  return rules;
}

void IsolationForest::fit(const Context& context, const SampleSource& good) {
  const Rows rows = input_.learn(context, good, 2);
  sample_size_ = std::min(config_.sample_size, rows.count());
  const int log2_ceiling = std::bit_width(static_cast<std::uint64_t>(sample_size_ - 1));
  max_depth_ = config_.max_depth.value_or(log2_ceiling);
  const GrowthRules rules = growth_rules(rows);
  const MatrixView view = rows.view();
  trees_.assign(static_cast<std::size_t>(config_.trees), {});
  fast_ = std::make_unique<Fast>();
  parallel_for(context.threads, config_.trees, [&](std::int64_t tree) {
    context.check_cancelled();
    Rng rng = context.rng("isolation_forest", static_cast<std::uint64_t>(tree));
    const std::vector<std::int64_t> sample = rng.sample(rows.count(), sample_size_);
    trees_[static_cast<std::size_t>(tree)] =
        grow_isolation_tree(view, sample, rules, std::move(rng));
  });
  if (context.device == Device::kCuda && plain_path_sums() == nullptr) {
    context.message(
        "isolation_forest: splits by hyperplanes or categories are scored on the CPU, not on the "
        "GPU");
  }
  if (std::all_of(trees_.begin(), trees_.end(),
                  [](const IsolationTree& tree) { return tree.nodes.size() == 1; })) {
    throw Error(ErrorKind::kData,
                fmt::format("isolation_forest: the {} good samples are all alike, so that nothing "
                            "tells one sample from another; give it samples that vary",
                            rows.count()));
  }
}

const PathSums* IsolationForest::plain_path_sums() const {
  std::call_once(fast_->plain_once, [&] {
    if (std::all_of(trees_.begin(), trees_.end(),
                    [](const IsolationTree& tree) { return tree.plain(); })) {
      fast_->plain.emplace(flatten(trees_, input_.columns()));
    }
  });
  return fast_->plain ? &*fast_->plain : nullptr;
}

const GeneralPathLengths& IsolationForest::path_lengths() const {
  std::call_once(fast_->once, [&] {
    fast_->path_lengths.emplace(trees_, input_.columns(), missing_of(config_));
  });
  return *fast_->path_lengths;
}

// Hyperplanes, categories and missing values are walked on the CPU, whatever the device.
std::vector<double> IsolationForest::sum_path_lengths(const Context& context,
                                                      const Rows& rows) const {
  std::vector<double> sums(static_cast<std::size_t>(rows.count()), 0.0);
  std::vector<std::int64_t> left;  // blocks of rows
  if (const PathSums* const plain = plain_path_sums(); plain != nullptr) {
    left = plain->add_to(context, sums.data(), rows.view());
  } else {
    left.resize(static_cast<std::size_t>((rows.count() + kBlock - 1) / kBlock));
    std::iota(left.begin(), left.end(), std::int64_t{0});
  }
  if (left.empty()) {
    return sums;
  }
  const GeneralPathLengths& path_lengths = this->path_lengths();
  parallel_for(context.threads, std::ssize(left), [&](std::int64_t i) {
    context.check_cancelled();
    const std::int64_t begin = left[static_cast<std::size_t>(i)] * kBlock;
    const std::int64_t count = std::min(kBlock, rows.count() - begin);
    path_lengths.add_to(sums.data() + begin, {rows.row(begin), count, rows.columns});
  });
  return sums;
}

std::vector<SampleScore> IsolationForest::score(const Context& context, const SampleSource& source,
                                                std::span<const std::int64_t> indices) const {
  assert(sample_size_ > 0);
  const Rows rows = input_.read(context, source, indices);
  const double scale = -1.0 / (static_cast<double>(trees_.size()) *
                               average_path_length(sample_size_, harmonic_of(config_)));
  std::vector<SampleScore> results(indices.size());
  const std::vector<double> sums = sum_path_lengths(context, rows);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    results[i].score = std::exp2(sums[i] * scale);
  }
  return results;
}

std::vector<std::vector<float>> IsolationForest::explain(
    const Context& context, const SampleSource& source,
    std::span<const std::int64_t> indices) const {
  assert(sample_size_ > 0);
  if (input_.is_image()) {
    return {};
  }
  const Rows rows = input_.read(context, source, indices);
  std::vector<std::vector<double>> means;
  for (const IsolationTree& tree : trees_) {
    means.push_back(mean_path_lengths(tree));
  }
  std::vector<std::vector<float>> explanations(indices.size());
  parallel_for(context.threads, rows.count(), [&](std::int64_t row) {
    context.check_cancelled();
    std::vector<double> credits(static_cast<std::size_t>(rows.columns), 0.0);
    for (std::size_t t = 0; t < trees_.size(); ++t) {
      add_path_credits(trees_[t], means[t], rows.row(row), missing_of(config_), credits);
    }
    std::vector<float>& explanation = explanations[static_cast<std::size_t>(row)];
    for (const double credit : credits) {
      explanation.push_back(static_cast<float>(credit / static_cast<double>(trees_.size())));
    }
  });
  return explanations;
}

std::vector<std::pair<std::string, std::string>> IsolationForest::facts() const {
  std::vector<std::pair<std::string, std::string>> facts = input_.facts();
  std::vector<std::pair<std::string, std::string>> own = {
      {"trees", std::to_string(trees_.size())},
      {"rows per tree", std::to_string(sample_size_)},
      {"height limit", std::to_string(max_depth_)},
      {"harmonic numbers", config_.harmonic}};
  if (config_.split != "axis") {
    own.emplace_back("splits", config_.extension_level
                                   ? fmt::format("{}, extension level {}", config_.split,
                                                 *config_.extension_level)
                                   : config_.split);
  }
  facts.insert(facts.begin() + 2, own.begin(), own.end());  // behind "good samples", "features"
  return facts;
}

std::unique_ptr<Detector> make_isolation_forest(const ConfigGroupReader& read) {
  IsolationForestConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<IsolationForest>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
