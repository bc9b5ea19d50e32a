#include "methods/torch/training.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "methods/torch/checkpoint.h"
#include "methods/torch/memory_estimate.h"
#include "methods/torch/training_messages.h"

namespace goodparts {
namespace {

// LibTorch computes on several threads while a model trains, and on one everywhere else, where
// goodparts itself spreads samples over threads.
class TrainingThreads {
 public:
  explicit TrainingThreads(int threads) { at::set_num_threads(threads); }
  TrainingThreads(const TrainingThreads&) = delete;
  TrainingThreads& operator=(const TrainingThreads&) = delete;
  ~TrainingThreads() { at::set_num_threads(1); }
};

std::vector<torch::Tensor> parameters_of(const NamedTensors& state) {
  std::vector<torch::Tensor> parameters;
  for (const auto& [name, tensor] : state) {
    if (tensor.requires_grad()) {
      parameters.push_back(tensor);
    }
  }
  return parameters;
}

class Training {
 public:
  Training(const Context& context, const TrainingSettings& settings, const TrainingTask& task)
      : context_(context),
        settings_(settings),
        task_(task),
        parameters_(parameters_of(task.state)),
        optimizer_(
            parameters_,
            torch::optim::AdamOptions(settings.learning_rate).weight_decay(settings.weight_decay)),
        checkpoint_(context.checkpoints, task.name, context.checkpoint_seconds),
        messages_(context, task.name, settings.epochs, task.message_seconds) {}

  TrainingResult run() {
    check_memory(context_, settings_, task_);
    if (checkpoint_.load(task_.state, optimizer_, progress_)) {
      messages_.resumed(progress_.epochs);
    }
    const std::int64_t batches = batch_count(task_.samples);
    Progress bar(context_, "train " + task_.name, settings_.epochs * batches);
    bar.advance(progress_.epochs * batches);
    while (progress_.epochs < settings_.epochs && !out_of_patience()) {
      const double loss = train_epoch(bar);
      const double validation = validate();
      ++progress_.epochs;
      keep_if_best(loss, validation);
      checkpoint_.save(task_.state, optimizer_, progress_);
      messages_.epoch_done(progress_.epochs, loss, validation);
    }
    restore_best();
    if (progress_.epochs < settings_.epochs) {
      messages_.stopped_early(progress_.epochs, progress_.best_epoch);
    }
    TrainingResult result;
    result.epochs = progress_.epochs;
    result.best_epoch = progress_.best_epoch;
    result.loss = progress_.best_training_loss;
    result.validation_loss =
        task_.validation.empty() ? std::numeric_limits<double>::quiet_NaN() : progress_.best_loss;
    result.stopped_early = progress_.epochs < settings_.epochs;
    return result;
  }

 private:
  std::int64_t batch_count(const std::vector<std::int64_t>& samples) const {
    return (static_cast<std::int64_t>(samples.size()) + settings_.batch_size - 1) /
           settings_.batch_size;
  }

  std::span<const std::int64_t> batch_of(const std::vector<std::int64_t>& samples,
                                         std::int64_t batch) const {
    const auto size = static_cast<std::size_t>(settings_.batch_size);
    const std::size_t begin = static_cast<std::size_t>(batch) * size;
    return std::span(samples).subspan(begin, std::min(size, samples.size() - begin));
  }

  double learning_rate() const {
    return settings_.learning_rate * (task_.schedule ? task_.schedule(progress_.epochs) : 1.0);
  }

  double train_epoch(Progress& bar) {
    if (task_.set_training) {
      task_.set_training(true);
    }
    for (auto& group : optimizer_.param_groups()) {
      static_cast<torch::optim::AdamOptions&>(group.options()).lr(learning_rate());
    }
    const auto epoch = static_cast<std::uint64_t>(progress_.epochs);
    std::vector<std::int64_t> order = task_.samples;
    context_.rng(task_.name + " order", epoch).shuffle(std::span(order));
    const std::int64_t batches = batch_count(order);
    double sum = 0.0;
    for (std::int64_t batch = 0; batch < batches; ++batch) {
      Rng noise =
          context_.rng(task_.name + " noise", (epoch << 32) + static_cast<std::uint64_t>(batch));
      const std::span<const std::int64_t> samples = batch_of(order, batch);
      sum += step(samples, noise) * static_cast<double>(samples.size());
      bar.advance();
    }
    const double loss = sum / static_cast<double>(order.size());
    bar.detail(fmt::format("epoch {}, loss {:.4g}", progress_.epochs + 1, loss));
    return loss;
  }

  double step(std::span<const std::int64_t> samples, Rng& noise) {
    optimizer_.zero_grad();
    torch::Tensor loss = task_.loss(samples, noise);
    const double value = loss.item<double>();
    require_finite(value, "loss");
    loss.backward();
    if (task_.clip_gradient_norm > 0.0) {
      const double norm = torch::nn::utils::clip_grad_norm_(parameters_, task_.clip_gradient_norm);
      require_finite(norm, "gradient");
    }
    optimizer_.step();
    return value;
  }

  void require_finite(double value, const char* what) const {
    if (!std::isfinite(value)) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: the {} is {} in epoch {} at the learning rate {:g}; lower "
                              "method.learning_rate, or look for extreme values in the data",
                              task_.name, what, value, progress_.epochs + 1, learning_rate()));
    }
  }

  double validate() {
    if (task_.validation.empty()) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    const torch::NoGradGuard guard;
    if (task_.set_training) {
      task_.set_training(false);
    }
    double sum = 0.0;
    for (std::int64_t batch = 0; batch < batch_count(task_.validation); ++batch) {
      context_.check_cancelled();
      // The same noise in every epoch, so that losses can be compared.
      Rng noise = context_.rng(task_.name + " validation noise", static_cast<std::uint64_t>(batch));
      const std::span<const std::int64_t> samples = batch_of(task_.validation, batch);
      const auto& loss = task_.validation_loss ? task_.validation_loss : task_.loss;
      sum += loss(samples, noise).item<double>() * static_cast<double>(samples.size());
    }
    const double mean = sum / static_cast<double>(task_.validation.size());
    require_finite(mean, "validation loss");
    return mean;
  }

  // Without validation samples the last epoch counts as the best.
  void keep_if_best(double loss, double validation) {
    const bool validated = !task_.validation.empty();
    if (validated && progress_.best_epoch > 0 && validation >= progress_.best_loss) {
      return;
    }
    progress_.best_epoch = progress_.epochs;
    progress_.best_loss = validation;
    progress_.best_training_loss = loss;
    progress_.best_state.clear();
    if (validated) {
      for (const auto& [name, tensor] : task_.state) {
        progress_.best_state.emplace_back(name, tensor.detach().clone());
      }
    }
  }

  bool out_of_patience() const {
    return !task_.validation.empty() && settings_.patience > 0 &&
           progress_.epochs - progress_.best_epoch >= settings_.patience;
  }

  void restore_best() {
    const torch::NoGradGuard guard;
    for (std::size_t i = 0; i < progress_.best_state.size(); ++i) {
      torch::Tensor target = task_.state[i].second;
      target.copy_(progress_.best_state[i].second);
    }
    if (task_.set_training) {
      task_.set_training(false);
    }
  }

  const Context& context_;
  const TrainingSettings& settings_;
  const TrainingTask& task_;
  std::vector<torch::Tensor> parameters_;
  torch::optim::Adam optimizer_;
  TrainingProgress progress_;
  Checkpoint checkpoint_;
  TrainingMessages messages_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> TrainingResult::facts() const {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"epochs", fmt::format("{}{}", epochs, stopped_early ? " (stopped early)" : "")},
      {"best epoch", std::to_string(best_epoch)},
      {"training loss", fmt::format("{:.5g}", loss)}};
  if (!std::isnan(validation_loss)) {
    facts.emplace_back("validation loss", fmt::format("{:.5g}", validation_loss));
  }
  return facts;
}

TrainingResult train(const Context& context, const TrainingSettings& settings,
                     const TrainingTask& task) {
  const TrainingThreads threads(context.threads);
  return Training(context, settings, task).run();
}

TrainingSplit split_for_training(const Context& context, const TrainingSettings& settings,
                                 std::int64_t count) {
  constexpr std::int64_t kFewest = 10;
  TrainingSplit split;
  split.train.resize(static_cast<std::size_t>(count));
  std::iota(split.train.begin(), split.train.end(), std::int64_t{0});
  const auto held_out = static_cast<std::int64_t>(
      std::llround(settings.validation_fraction * static_cast<double>(count)));
  if (count < kFewest || held_out == 0 || held_out >= count) {
    return split;
  }
  context.rng("training split").shuffle(std::span(split.train));
  split.validation.assign(split.train.end() - held_out, split.train.end());
  split.train.resize(static_cast<std::size_t>(count - held_out));
  return split;
}

}  // namespace goodparts
