#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/base/error.h"
#include "kernels/base/parallel.h"
#include "methods/autoencoder/codec_facts_torch.h"
#include "methods/autoencoder/codec_training_torch.h"
#include "methods/autoencoder/row_autoencoder_torch.h"

namespace goodparts {
namespace {

// Rows go through the network in blocks of this many, the last one filled up, so that every row is
// computed in a product of the same shape and does not depend on its neighbours.
constexpr std::int64_t kBlock = 64;

// Residuals are not scaled up by more than this: what a column keeps below it is rounding and
// chance.
constexpr double kSmallestScale = 0.01;

}  // namespace

RowAutoencoder::RowAutoencoder(AutoencoderConfig config)
    : config_(std::move(config)), input_("autoencoder", BackboneConfig{}) {}

CodecPlan RowAutoencoder::plan(const SampleSource& good) const {
  std::string architecture = config_.architecture;
  if (architecture == "auto") {
    architecture = good.window() > 1 ? "conv1d" : "dense";
  }
  if (architecture == "conv") {
    throw Error(ErrorKind::kConfig,
                "method.architecture: conv is for images; rows need dense, or conv1d with "
                "dataset.window > 1");
  }
  if (architecture == "conv1d" && good.window() == 1) {
    throw Error(ErrorKind::kConfig,
                "method.architecture: conv1d needs windows; set dataset.window to the number of "
                "rows that make a sample, or use dense");
  }
  const std::int64_t elements = good.shape().elements();
  if (architecture == "conv1d") {
    return plan_codec(config_, architecture, {elements / good.window(), good.window()});
  }
  return plan_codec(config_, architecture, {elements});
}

void RowAutoencoder::fit(const Context& context, const SampleSource& good) {
  const CodecPlan plan = this->plan(good);
  Rows rows = input_.learn(context, good, 1);
  window_ = good.window();
  standardizer_.learn(rows.view());
  standardizer_.apply(rows.values);
  codec_ = make_codec(context, plan);
  const CodecTraining training = train_codec(
      context, config_, codec_, to_input(rows.values),
      [](const torch::Tensor& original, const torch::Tensor& reconstruction) {
        return (original - reconstruction).square().mean();
      },
      0);
  training_facts_ = training.result.facts();
  scale_.assign(static_cast<std::size_t>(rows.columns), 1.0F);
  if (config_.scale_residuals) {
    const auto& split = training.split;
    learn_scale(context, rows, split.validation.empty() ? split.train : split.validation);
  }
}

void RowAutoencoder::learn_scale(const Context& context, const Rows& rows,
                                 const std::vector<std::int64_t>& chosen) {
  Rows subset{rows.columns, {}};
  for (const std::int64_t row : chosen) {
    subset.values.insert(subset.values.end(), rows.row(row), rows.row(row) + rows.columns);
  }
  const std::vector<float> squares = squared_residuals(context, subset);
  for (std::size_t c = 0; c < scale_.size(); ++c) {
    double sum = 0.0;
    for (std::size_t i = c; i < squares.size(); i += scale_.size()) {
      sum += static_cast<double>(squares[i]);
    }
    const double root = std::sqrt(sum / static_cast<double>(chosen.size()));
    scale_[c] = static_cast<float>(std::max(root, kSmallestScale));
  }
}

torch::Tensor RowAutoencoder::to_input(std::span<const float> rows) const {
  const std::int64_t columns = input_.columns();
  const std::int64_t count = static_cast<std::int64_t>(rows.size()) / columns;
  if (codec_->plan().architecture != "conv1d") {
    return to_tensor(rows, {count, columns});
  }
  return to_tensor(rows, {count, window_, columns / window_}).transpose(1, 2).contiguous();
}

std::vector<float> RowAutoencoder::squared_residuals(const Context& context,
                                                     const Rows& rows) const {
  at::set_num_threads(1);  // blocks are spread over threads here
  const std::int64_t count = rows.count();
  const std::int64_t columns = rows.columns;
  std::vector<float> squares(rows.values.size());
  parallel_for(context.threads, (count + kBlock - 1) / kBlock, [&](std::int64_t block) {
    context.check_cancelled();
    const torch::NoGradGuard guard;
    const std::int64_t begin = block * kBlock;
    const std::int64_t filled = std::min(kBlock, count - begin);
    std::vector<float> values(static_cast<std::size_t>(kBlock * columns));
    std::copy(rows.row(begin), rows.row(begin) + filled * columns, values.begin());
    const torch::Tensor x = to_input(values);
    torch::Tensor residual = codec_->reconstruct(x) - x;
    if (residual.dim() == 3) {
      residual = residual.transpose(1, 2);
    }
    const std::vector<float> all = to_vector(residual);
    for (std::int64_t i = 0; i < filled * columns; ++i) {
      const float scaled =
          all[static_cast<std::size_t>(i)] / scale_[static_cast<std::size_t>(i % columns)];
      squares[static_cast<std::size_t>(begin * columns + i)] = scaled * scaled;
    }
  });
  return squares;
}

std::vector<float> RowAutoencoder::read_squared_residuals(
    const Context& context, const SampleSource& source,
    std::span<const std::int64_t> indices) const {
  assert(!codec_.is_empty());
  Rows rows = input_.read(context, source, indices);
  if (source.window() != window_) {
    throw Error(
        ErrorKind::kData,
        fmt::format("these samples are windows of {} rows, but this autoencoder was trained "
                    "on windows of {}; give it the same dataset.window",
                    source.window(), window_));
  }
  standardizer_.apply(rows.values);
  return squared_residuals(context, rows);
}

std::int64_t RowAutoencoder::first_counted() const {
  return config_.window_score == "last" ? input_.columns() / window_ * (window_ - 1) : 0;
}

std::vector<SampleScore> RowAutoencoder::score(const Context& context, const SampleSource& source,
                                               std::span<const std::int64_t> indices) const {
  const std::vector<float> squares = read_squared_residuals(context, source, indices);
  const std::int64_t columns = input_.columns();
  std::vector<SampleScore> scores(indices.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const float* const row = squares.data() + static_cast<std::int64_t>(i) * columns;
    for (std::int64_t c = first_counted(); c < columns; ++c) {
      scores[i].score += static_cast<double>(row[c]);
    }
    scores[i].score /= static_cast<double>(columns - first_counted());
  }
  return scores;
}

std::vector<std::vector<float>> RowAutoencoder::explain(
    const Context& context, const SampleSource& source,
    std::span<const std::int64_t> indices) const {
  const std::vector<float> squares = read_squared_residuals(context, source, indices);
  const auto columns = static_cast<std::size_t>(input_.columns());
  const auto first = static_cast<std::size_t>(first_counted());
  std::vector<std::vector<float>> shares(indices.size(), std::vector<float>(columns, 0.0F));
  for (std::size_t i = 0; i < shares.size(); ++i) {
    double sum = 0.0;
    for (std::size_t c = first; c < columns; ++c) {
      sum += static_cast<double>(squares[i * columns + c]);
    }
    for (std::size_t c = first; c < columns && sum > 0.0; ++c) {
      shares[i][c] = static_cast<float>(static_cast<double>(squares[i * columns + c]) / sum);
    }
  }
  return shares;
}

void RowAutoencoder::save(ArchiveWriter& archive) const {
  assert(!codec_.is_empty());
  input_.save(archive);
  standardizer_.save(archive);
  archive.number("autoencoder/window", static_cast<double>(window_));
  archive.text("autoencoder/window_score", config_.window_score);
  archive.floats("autoencoder/scale", {input_.columns()}, scale_);
  save_codec(archive, codec_, training_facts_);
}

void RowAutoencoder::load(const ArchiveReader& archive) {
  input_.load(archive);
  standardizer_.load(archive);
  window_ = static_cast<std::int64_t>(archive.number("autoencoder/window"));
  config_.window_score = archive.text("autoencoder/window_score");
  scale_ = archive.floats("autoencoder/scale").values;
  codec_ = load_codec(archive, training_facts_);
  const std::vector<std::int64_t>& dims = codec_->plan().input;
  const std::int64_t inputs = dims.size() == 2 ? dims[0] * dims[1] : dims[0];
  const std::int64_t columns = input_.columns();
  if (dims.size() > 2 || inputs != columns || window_ < 1 || columns % window_ != 0 ||
      (dims.size() == 2 && dims[1] != window_) ||
      static_cast<std::int64_t>(scale_.size()) != columns ||
      static_cast<std::int64_t>(standardizer_.mean().size()) != columns) {
    throw Error(ErrorKind::kData,
                "the saved autoencoder's parts do not fit together; train it again");
  }
}

std::vector<std::pair<std::string, std::string>> RowAutoencoder::facts() const {
  std::vector<std::pair<std::string, std::string>> facts = input_.facts();
  if (codec_.is_empty()) {
    return facts;
  }
  if (window_ > 1) {
    facts.emplace_back("window",
                       fmt::format("{} rows; the score is of {}", window_,
                                   config_.window_score == "last" ? "the last" : "all of them"));
  }
  for (auto& fact : codec_facts(codec_)) {
    facts.push_back(std::move(fact));
  }
  facts.emplace_back("loss", "l2");
  facts.insert(facts.end(), training_facts_.begin(), training_facts_.end());
  return facts;
}

}  // namespace goodparts
