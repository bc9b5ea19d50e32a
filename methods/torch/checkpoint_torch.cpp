#include "methods/torch/checkpoint.h"

#include <fmt/format.h>

#include <sstream>

#include "kernels/base/atomic_file.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr std::chrono::seconds kInterval{5};

void write_tensors(torch::serialize::OutputArchive& archive, const char* folder,
                   const NamedTensors& tensors) {
  torch::serialize::OutputArchive part;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    part.write(std::to_string(i), tensors[i].second.detach());
  }
  archive.write(folder, part);
}

torch::Tensor read_tensor(torch::serialize::InputArchive& archive, std::size_t index) {
  torch::Tensor tensor;
  archive.read(std::to_string(index), tensor);
  return tensor;
}

}  // namespace

Checkpoint::Checkpoint(const std::filesystem::path& folder, const std::string& name)
    : path_(folder.empty() ? folder : folder / (name + ".checkpoint")),
      saved_(std::chrono::steady_clock::now()) {}

void Checkpoint::save(const NamedTensors& state, const torch::optim::Optimizer& optimizer,
                      const TrainingProgress& progress) {
  const auto now = std::chrono::steady_clock::now();
  if (path_.empty() || now - saved_ < kInterval) {
    return;
  }
  torch::serialize::OutputArchive archive;
  torch::serialize::OutputArchive moments;
  write_tensors(archive, "state", state);
  write_tensors(archive, "best_state", progress.best_state);
  optimizer.save(moments);
  archive.write("optimizer", moments);
  archive.write("counts", torch::tensor({progress.epochs, progress.best_epoch,
                                         static_cast<std::int64_t>(progress.best_state.size())}));
  archive.write("losses",
                torch::tensor({progress.best_loss, progress.best_training_loss}, torch::kDouble));
  std::ostringstream bytes;
  archive.save_to(bytes);
  write_file_atomically(path_, bytes.str());
  saved_ = now;
}

bool Checkpoint::load(const NamedTensors& state, torch::optim::Optimizer& optimizer,
                      TrainingProgress& progress) const {
  if (path_.empty() || !std::filesystem::exists(path_)) {
    return false;
  }
  const torch::NoGradGuard guard;
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(path_.string());
    torch::serialize::InputArchive part;
    archive.read("state", part);
    for (std::size_t i = 0; i < state.size(); ++i) {
      torch::Tensor target = state[i].second;
      target.copy_(read_tensor(part, i));
    }
    torch::serialize::InputArchive moments;
    archive.read("optimizer", moments);
    optimizer.load(moments);
    torch::Tensor counts;
    torch::Tensor losses;
    archive.read("counts", counts);
    archive.read("losses", losses);
    progress.epochs = counts[0].item<std::int64_t>();
    progress.best_epoch = counts[1].item<std::int64_t>();
    progress.best_loss = losses[0].item<double>();
    progress.best_training_loss = losses[1].item<double>();
    torch::serialize::InputArchive best;
    archive.read("best_state", best);
    for (std::size_t i = 0; i < static_cast<std::size_t>(counts[2].item<std::int64_t>()); ++i) {
      progress.best_state.emplace_back(state[i].first, read_tensor(best, i));
    }
  } catch (const c10::Error& error) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: the checkpoint is damaged or of another model ({}); remove it to "
                            "train from the start",
                            path_.string(), error.what_without_backtrace()));
  }
  return true;
}

}  // namespace goodparts
