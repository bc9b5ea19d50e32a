#include "methods/torch/checkpoint.h"

#include <fmt/format.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "kernels/base/atomic_file.h"
#include "kernels/base/error.h"
#include "methods/backbones/shape_text.h"

namespace goodparts {
namespace {

// The file ends in eight bytes of checksum: LibTorch's archives are read without one.
std::uint64_t checksum(std::string_view bytes) {  // FNV-1a
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  }
  return hash;
}

std::string read_checked(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  std::string bytes = std::move(text).str();
  std::uint64_t stored = 0;
  if (bytes.size() < sizeof stored) {
    throw std::runtime_error("it is cut short");
  }
  const std::size_t end = bytes.size() - sizeof stored;
  std::memcpy(&stored, bytes.data() + end, sizeof stored);
  bytes.resize(end);
  if (stored != checksum(bytes)) {
    throw std::runtime_error("its checksum is wrong");
  }
  return bytes;
}

void write_tensors(torch::serialize::OutputArchive& archive, const char* folder,
                   const NamedTensors& tensors) {
  torch::serialize::OutputArchive part;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    part.write(std::to_string(i), tensors[i].second.detach());
  }
  archive.write(folder, part);
}

torch::Tensor read_tensor(torch::serialize::InputArchive& archive, std::size_t index,
                          const NamedTensors& like) {
  torch::Tensor tensor;
  archive.read(std::to_string(index), tensor);
  const auto& [name, target] = like.at(index);
  if (tensor.sizes() != target.sizes()) {
    throw std::runtime_error(fmt::format("'{}' has the shape {}, not {}", name,
                                         shape_text(tensor.sizes().vec()),
                                         shape_text(target.sizes().vec())));
  }
  return tensor;
}

void read_archive(torch::serialize::InputArchive& archive, const NamedTensors& state,
                  torch::optim::Optimizer& optimizer, TrainingProgress& progress) {
  torch::serialize::InputArchive part;
  archive.read("state", part);
  for (std::size_t i = 0; i < state.size(); ++i) {
    torch::Tensor target = state[i].second;
    target.copy_(read_tensor(part, i, state));
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
    progress.best_state.emplace_back(state[i].first, read_tensor(best, i, state));
  }
}

}  // namespace

Checkpoint::Checkpoint(const std::filesystem::path& folder, const std::string& name,
                       double interval)
    : path_(folder.empty() ? folder : folder / (name + ".checkpoint")),
      interval_(interval),
      saved_(std::chrono::steady_clock::now()) {}

void Checkpoint::save(const NamedTensors& state, const torch::optim::Optimizer& optimizer,
                      const TrainingProgress& progress) {
  const auto now = std::chrono::steady_clock::now();
  if (path_.empty() || now - saved_ < interval_) {
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
  const std::uint64_t sum = checksum(bytes.view());
  bytes.write(reinterpret_cast<const char*>(&sum), sizeof sum);
  write_file_atomically(path_, bytes.view());
  saved_ = now;
}

bool Checkpoint::load(const NamedTensors& state, torch::optim::Optimizer& optimizer,
                      TrainingProgress& progress) const {
  if (path_.empty() || !std::filesystem::exists(path_)) {
    return false;
  }
  const torch::NoGradGuard guard;
  const auto fail = [&](const std::string& why) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: the checkpoint is damaged or of another model ({}); remove it to "
                            "train from the start",
                            path_.string(), why));
  };
  try {
    std::istringstream bytes(read_checked(path_));
    torch::serialize::InputArchive archive;
    archive.load_from(bytes);
    read_archive(archive, state, optimizer, progress);
  } catch (const c10::Error& error) {
    fail(error.what_without_backtrace());
  } catch (const std::exception& error) {
    fail(error.what());
  }
  return true;
}

}  // namespace goodparts
