#include "methods/torch/training_messages.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace goodparts {

std::string time_left_text(double seconds) {
  const std::int64_t whole = std::llround(seconds);
  if (whole < 60) {
    return fmt::format("{} s", whole);
  }
  if (whole < 3600) {
    return fmt::format("{} min {} s", whole / 60, whole % 60);
  }
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

TrainingMessages::TrainingMessages(const Context& context, std::string name, std::int64_t epochs,
                                   double interval)
    : context_(context),
      name_(std::move(name)),
      epochs_(epochs),
      interval_(interval),
      started_(std::chrono::steady_clock::now()),
      told_(started_) {}

void TrainingMessages::resumed(std::int64_t done) {
  first_ = done;
  context_.message(
      fmt::format("{}: goes on from the checkpoint of epoch {} of {}", name_, done, epochs_));
}

bool TrainingMessages::is_due(std::int64_t done) const {
  if (done == epochs_) {
    return true;
  }
  const bool tenth = done * 10 / epochs_ != (done - 1) * 10 / epochs_;
  return tenth && std::chrono::steady_clock::now() - told_ >= interval_;
}

void TrainingMessages::epoch_done(std::int64_t done, double loss, double validation) {
  if (!is_due(done)) {
    return;
  }
  told_ = std::chrono::steady_clock::now();
  std::string text = fmt::format("{}: epoch {} of {}, loss {:.4g}", name_, done, epochs_, loss);
  if (!std::isnan(validation)) {
    text += fmt::format(", validation {:.4g}", validation);
  }
  if (done < epochs_) {
    const std::chrono::duration<double> taken = told_ - started_;
    text += fmt::format(", {} left",
                        time_left_text(taken.count() * static_cast<double>(epochs_ - done) /
                                       static_cast<double>(done - first_)));
  }
  context_.message(text);
}

void TrainingMessages::stopped_early(std::int64_t done, std::int64_t best) {
  context_.message(
      fmt::format("{}: stopped after epoch {} of {}; the validation loss has not fallen since "
                  "epoch {}, whose weights are kept",
                  name_, done, epochs_, best));
}

}  // namespace goodparts
