#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "kernels/base/parallel.h"
#include "methods/flow/flow.h"
#include "methods/flows/coupling_flow_torch.h"
#include "methods/rows/row_input.h"
#include "methods/rows/standardizer.h"
#include "methods/torch/training.h"

namespace goodparts {
namespace {

// Rows are evaluated in blocks of always so many, the last one filled up: then every row meets the
// same arithmetic, whichever rows come with it.
constexpr std::int64_t kBlock = 64;
constexpr std::int64_t kTypical = 11;  // values a feature: smallest, deciles, largest

class Flow : public Detector {
 public:
  Flow(FlowConfig config, BackboneConfig backbone)
      : config_(std::move(config)), input_("flow", std::move(backbone)) {
    config_.validate();
    at::set_num_threads(1);  // goodparts spreads blocks over threads itself
  }

  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  std::vector<std::vector<float>> explain(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> facts() const override;

 private:
  CouplingFlowOptions options() const;
  void find_varying(const Rows& standardized);
  void learn_typical(const Rows& standardized);
  torch::Tensor varying_of(const Rows& standardized) const;
  Rows read(const Context& context, const SampleSource& source,
            std::span<const std::int64_t> indices) const;
  std::vector<double> negative_log_likelihood(const Context& context, const Rows& rows) const;
  void evaluate_block(const Context& context, const Rows& rows, std::int64_t begin,
                      std::span<double> out) const;

  FlowConfig config_;
  RowInput input_;
  Standardizer standardizer_;
  std::vector<std::int64_t> varying_;  // columns that the flow sees
  std::vector<float> typical_;         // columns × kTypical, standardised
  std::shared_ptr<CouplingFlow> flow_;
  std::vector<std::pair<std::string, std::string>> training_facts_;
};

CouplingFlowOptions Flow::options() const {
  CouplingFlowOptions options;
  options.coupling = config_.coupling == "spline" ? Coupling::kSpline : Coupling::kAffine;
  options.channels = static_cast<std::int64_t>(varying_.size());
  options.steps = config_.steps;
  options.clamp = config_.clamp;
  options.spline = {config_.bins, config_.bound};
  options.network_limit = config_.bound;
  options.network = [this](std::int64_t, std::int64_t in, std::int64_t out) {
    return dense_network(in, config_.hidden, config_.hidden_layers, out);
  };
  return options;
}

// A standardised column is all zeros, or nearly, where it was constant.
void Flow::find_varying(const Rows& standardized) {
  varying_.clear();
  for (std::int64_t c = 0; c < standardized.columns; ++c) {
    const float first = standardized.row(0)[c];
    for (std::int64_t r = 1; r < standardized.count(); ++r) {
      if (std::abs(standardized.row(r)[c] - first) > 1e-3F) {
        varying_.push_back(c);
        break;
      }
    }
  }
  if (varying_.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("flow: the {} good samples are all alike in every one of {} columns; "
                            "there is no density to learn from them",
                            standardized.count(), standardized.columns));
  }
}

void Flow::learn_typical(const Rows& standardized) {
  typical_.clear();
  const auto last = static_cast<double>(standardized.count() - 1);
  std::vector<float> column(static_cast<std::size_t>(standardized.count()));
  for (std::int64_t c = 0; c < standardized.columns; ++c) {
    for (std::int64_t r = 0; r < standardized.count(); ++r) {
      column[static_cast<std::size_t>(r)] = standardized.row(r)[c];
    }
    std::sort(column.begin(), column.end());
    for (std::int64_t i = 0; i < kTypical; ++i) {
      const double place = last * static_cast<double>(i) / static_cast<double>(kTypical - 1);
      typical_.push_back(column[static_cast<std::size_t>(std::llround(place))]);
    }
  }
}

torch::Tensor Flow::varying_of(const Rows& standardized) const {
  return to_tensor(standardized.values, {standardized.count(), standardized.columns})
      .index_select(1, torch::tensor(varying_, torch::kLong));
}

void Flow::fit(const Context& context, const SampleSource& good) {
  Rows rows = input_.learn(context, good, 2);
  standardizer_.learn(rows.view());
  standardizer_.apply(rows.values);
  find_varying(rows);
  learn_typical(rows);
  const torch::Tensor data = varying_of(rows);

  seed_initial_weights(context, "flow");
  flow_ = std::make_shared<CouplingFlow>(options(), context.rng("flow permutations"));
  TrainingTask task;
  task.name = "flow";
  task.state = state_of(*flow_);
  TrainingSplit split = split_for_training(context, config_.training, data.size(0));
  if (config_.max_rows > 0 && static_cast<std::int64_t>(split.train.size()) > config_.max_rows) {
    context.rng("flow rows").shuffle(std::span(split.train));
    split.train.resize(static_cast<std::size_t>(config_.max_rows));
  }
  task.samples = std::move(split.train);
  task.validation = std::move(split.validation);
  task.loss = [&](std::span<const std::int64_t> batch, Rng& rng) {
    const std::vector<std::int64_t> indices(batch.begin(), batch.end());
    torch::Tensor x = data.index_select(0, torch::tensor(indices, torch::kLong));
    if (config_.noise > 0.0) {
      x = x + config_.noise * normal_tensor(rng, x.sizes());
    }
    const FlowResult z = flow_->forward({}, x);
    return -(standard_normal_log_density(z.values) + z.log_det).mean();
  };
  task.clip_gradient_norm = 10.0;  // a row far out would throw the networks off
  const auto columns = static_cast<std::int64_t>(varying_.size());
  const std::int64_t each = config_.coupling == "spline" ? 12 * options().spline.parameters() : 12;
  task.sample_floats =
      config_.steps * (2 * config_.hidden * config_.hidden_layers + (columns - columns / 2) * each);
  task.resident_floats = rows.count() * (rows.columns + columns);
  // Its tensors are too small to share among threads: they would mostly wait for each other.
  Context one_thread = context;
  one_thread.threads = 1;
  training_facts_ = train(one_thread, config_.training, task).facts();
}

Rows Flow::read(const Context& context, const SampleSource& source,
                std::span<const std::int64_t> indices) const {
  Rows rows = input_.read(context, source, indices);
  standardizer_.apply(rows.values);
  return rows;
}

void Flow::evaluate_block(const Context& context, const Rows& rows, std::int64_t begin,
                          std::span<double> out) const {
  const c10::InferenceMode guard;
  const auto columns = static_cast<std::int64_t>(varying_.size());
  torch::Tensor block = torch::zeros({kBlock, columns});
  float* const values = block.data_ptr<float>();
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(out.size()); ++i) {
    for (std::int64_t c = 0; c < columns; ++c) {
      values[i * columns + c] = rows.row(begin + i)[varying_[static_cast<std::size_t>(c)]];
    }
  }
  const FlowResult z = flow_->forward(context, block);
  // In double, so that the squares of values far out stay finite.
  const torch::Tensor log_p = standard_normal_log_density(z.values.to(torch::kDouble)) + z.log_det;
  const double* const found = log_p.data_ptr<double>();
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] -= found[i];
  }
}

std::vector<double> Flow::negative_log_likelihood(const Context& context, const Rows& rows) const {
  static const double half_log_two_pi = 0.5 * std::log(2.0 * std::acos(-1.0));
  std::vector<double> result(static_cast<std::size_t>(rows.count()), 0.0);
  std::vector<bool> is_varying(static_cast<std::size_t>(rows.columns), false);
  for (const std::int64_t column : varying_) {
    is_varying[static_cast<std::size_t>(column)] = true;
  }
  const std::int64_t blocks = (rows.count() + kBlock - 1) / kBlock;
  Context one_thread = context;  // a block is one thread's work
  one_thread.threads = 1;
  parallel_for(context.threads, blocks, [&](std::int64_t block) {
    context.check_cancelled();
    const std::int64_t begin = block * kBlock;
    const std::int64_t count = std::min(kBlock, rows.count() - begin);
    const auto out =
        std::span(result).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t c = 0; c < rows.columns; ++c) {
        if (!is_varying[static_cast<std::size_t>(c)]) {
          const auto value = static_cast<double>(rows.row(begin + i)[c]);
          out[static_cast<std::size_t>(i)] += 0.5 * value * value + half_log_two_pi;
        }
      }
    }
    evaluate_block(one_thread, rows, begin, out);
  });
  return result;
}

std::vector<SampleScore> Flow::score(const Context& context, const SampleSource& source,
                                     std::span<const std::int64_t> indices) const {
  assert(flow_ != nullptr);
  const std::vector<double> found =
      negative_log_likelihood(context, read(context, source, indices));
  std::vector<SampleScore> scores(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    scores[i].score = found[i];
  }
  return scores;
}

std::vector<std::vector<float>> Flow::explain(const Context& context, const SampleSource& source,
                                              std::span<const std::int64_t> indices) const {
  assert(flow_ != nullptr);
  const Rows rows = read(context, source, indices);
  const std::vector<double> scores = negative_log_likelihood(context, rows);
  std::vector<std::vector<float>> shares(indices.size());
  for (std::int64_t r = 0; r < rows.count(); ++r) {
    // The row once for each feature and each of its typical values.
    Rows changed{rows.columns, {}};
    for (std::int64_t i = 0; i < rows.columns * kTypical; ++i) {
      changed.values.insert(changed.values.end(), rows.row(r), rows.row(r) + rows.columns);
      changed.values[static_cast<std::size_t>(i * rows.columns + i / kTypical)] =
          typical_[static_cast<std::size_t>(i)];
    }
    const std::vector<double> others = negative_log_likelihood(context, changed);
    for (auto lowest = others.begin(); lowest != others.end(); lowest += kTypical) {
      const double least = *std::min_element(lowest, lowest + kTypical);
      const double fall = scores[static_cast<std::size_t>(r)] - least;
      shares[static_cast<std::size_t>(r)].push_back(static_cast<float>(std::max(0.0, fall)));
    }
  }
  return shares;
}

void Flow::save(ArchiveWriter& archive) const {
  assert(flow_ != nullptr);
  input_.save(archive);
  standardizer_.save(archive);
  archive.text("flow/coupling", config_.coupling);
  archive.integers("flow/sizes",
                   std::array{config_.steps, config_.hidden, config_.hidden_layers, config_.bins});
  archive.numbers("flow/limits", std::array{config_.bound, config_.clamp});
  archive.integers("flow/varying", varying_);
  archive.floats("flow/typical", {input_.columns(), kTypical}, typical_);
  flow_->save_to(archive, "flow/steps");
  std::vector<std::string> texts;
  for (const auto& [name, value] : training_facts_) {
    texts.insert(texts.end(), {name, value});
  }
  archive.texts("flow/training", texts);
}

void Flow::load(const ArchiveReader& archive) {
  input_.load(archive);
  standardizer_.load(archive);
  config_.coupling = archive.text("flow/coupling");
  const std::vector<std::int64_t> sizes = archive.integers("flow/sizes");
  const std::vector<double> limits = archive.numbers("flow/limits");
  varying_ = archive.integers("flow/varying");
  typical_ = archive.floats("flow/typical").values;
  const auto is_column = [&](std::int64_t column) {
    return column >= 0 && column < input_.columns();
  };
  if (sizes.size() != 4 || limits.size() != 2 || varying_.empty() ||
      !std::all_of(varying_.begin(), varying_.end(), is_column) ||
      static_cast<std::int64_t>(typical_.size()) != input_.columns() * kTypical ||
      static_cast<std::int64_t>(standardizer_.mean().size()) != input_.columns()) {
    throw Error(ErrorKind::kData, "the saved flow's sizes are damaged; train it again");
  }
  config_.steps = sizes[0];
  config_.hidden = sizes[1];
  config_.hidden_layers = sizes[2];
  config_.bins = sizes[3];
  config_.bound = limits[0];
  config_.clamp = limits[1];
  config_.validate();
  flow_ = std::make_shared<CouplingFlow>(options(), Rng(0, "flow permutations"));
  flow_->load_from(archive, "flow/steps");
  const std::vector<std::string> texts = archive.texts("flow/training");
  training_facts_.clear();
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2) {
    training_facts_.emplace_back(texts[i], texts[i + 1]);
  }
}

std::vector<std::pair<std::string, std::string>> Flow::facts() const {
  std::vector<std::pair<std::string, std::string>> facts = input_.facts();
  const auto constant = input_.columns() - static_cast<std::int64_t>(varying_.size());
  if (constant > 0) {
    facts.emplace_back("constant columns",
                       fmt::format("{}, each taken as normal with deviation 1", constant));
  }
  facts.emplace_back("flow", fmt::format("{} {} coupling steps", config_.steps, config_.coupling));
  facts.emplace_back("score", "negative log-likelihood of the standardised row, nats");
  facts.insert(facts.end(), training_facts_.begin(), training_facts_.end());
  return facts;
}

}  // namespace

std::unique_ptr<Detector> make_flow(FlowConfig config, BackboneConfig backbone) {
  return std::make_unique<Flow>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
