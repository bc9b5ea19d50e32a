#include "experiments/weights/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>

#include "experiments/weights/state_dict.h"
#include "experiments/weights/torch_checkpoint.h"
#include "kernels/base/error.h"
#include "methods/backbones/safetensors_writer.h"

namespace goodparts {
namespace {

constexpr std::size_t kBlock = 1U << 20;
constexpr std::uint64_t kAlwaysAllowed = 64U << 20;

bool is_contiguous(const TorchTensor& tensor) {
  std::int64_t expected = 1;
  for (std::size_t i = tensor.shape.size(); i-- > 0;) {
    if (tensor.shape[i] != 1 && tensor.strides[i] != expected) {
      return false;
    }
    expected *= tensor.shape[i];
  }
  return true;
}

// Calls write(bytes) with the tensor's elements in row-major order.
template <class Write>
void gather(const TorchTensor& tensor, std::uint64_t size, const std::string& storage,
            const Write& write) {
  if (tensor.elements == 0) {
    return;
  }
  const auto offset = static_cast<std::uint64_t>(tensor.offset);
  if (is_contiguous(tensor)) {
    return write(std::string_view(storage).substr(
        offset * size, static_cast<std::uint64_t>(tensor.elements) * size));
  }
  std::string block;
  std::vector<std::int64_t> index(tensor.shape.size(), 0);
  std::int64_t at = tensor.offset;
  for (std::int64_t i = 0; i < tensor.elements; ++i) {
    block.append(storage, static_cast<std::uint64_t>(at) * size, size);
    if (block.size() >= kBlock) {
      write(block);
      block.clear();
    }
    for (std::size_t axis = index.size(); axis-- > 0;) {
      at += tensor.strides[axis];
      if (++index[axis] < tensor.shape[axis]) {
        break;
      }
      at -= tensor.strides[axis] * tensor.shape[axis];
      index[axis] = 0;
    }
  }
  write(block);
}

class Converter {
 public:
  Converter(const std::string& path, const std::string& key)
      : checkpoint_(open_torch_checkpoint(path)),
        named_(state_dict(checkpoint_->pickle(), key, path)) {
    std::uint64_t storage_bytes = 0;
    for (const TorchStorage& storage : pickle().storages) {
      storage_bytes += static_cast<std::uint64_t>(storage.elements) * storage.type.size;
    }
    for (const NamedTensor& named : named_) {
      check_name(named.name);
      const TorchTensor& tensor = pickle().tensors.at(named.tensor);
      const TorchType& type = pickle().storages.at(tensor.storage).type;
      const std::uint64_t bytes = size_of(tensor, type);
      total_ += bytes;
      // Strides of zero let a small file describe tensors of any size.
      if (total_ > kAlwaysAllowed && total_ / 4 > storage_bytes) {
        fail(
            fmt::format("the tensors repeat the same numbers until they would take {} bytes; save "
                        "them with .contiguous() if they are meant to",
                        total_));
      }
      layout_.push_back({named.name, type.name, tensor.shape, bytes});
      by_name_[named.name] = named.tensor;
    }
    SafetensorsWriter::sort(layout_);
  }

  Conversion write(const Context& context, const std::filesystem::path& to,
                   const std::map<std::string, std::string>& metadata) {
    SafetensorsWriter writer(to, layout_, metadata);
    Progress progress(context, "converting", static_cast<std::int64_t>(total_));
    for (const SafetensorsWriter::Tensor& entry : layout_) {
      const TorchTensor& tensor = pickle().tensors.at(by_name_.at(entry.name));
      load(tensor.storage);
      gather(tensor, pickle().storages.at(tensor.storage).type.size, storage_,
             [&](std::string_view bytes) { writer.write(bytes); });
      progress.advance(static_cast<std::int64_t>(entry.bytes));
    }
    writer.commit();
    return {layout_.size(), total_};
  }

 private:
  const Pickle& pickle() const { return checkpoint_->pickle(); }

  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(ErrorKind::kData, fmt::format("{}: {}", checkpoint_->path(), problem));
  }

  void check_name(const std::string& name) const {
    try {
      static_cast<void>(nlohmann::json(name).dump());
    } catch (const nlohmann::json::exception&) {
      fail("a tensor's name is not UTF-8; the file is damaged");
    }
    if (name == "__metadata__" || name.find('\0') != std::string::npos) {
      fail(fmt::format("a tensor is named '{}', which safetensors does not allow", name.c_str()));
    }
  }

  std::uint64_t size_of(const TorchTensor& tensor, const TorchType& type) const {
    std::uint64_t bytes = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(tensor.elements), type.size, &bytes) ||
        bytes > (std::uint64_t{1} << 50)) {
      fail("a tensor is absurdly large; the file is damaged");
    }
    return bytes;
  }

  // Neighbouring tensors often share a storage.
  void load(std::uint32_t storage) {
    if (loaded_ != storage) {
      storage_.clear();
      storage_ = checkpoint_->read_storage(storage);
      loaded_ = storage;
    }
  }

  std::unique_ptr<TorchCheckpoint> checkpoint_;
  std::vector<NamedTensor> named_;
  std::vector<SafetensorsWriter::Tensor> layout_;
  std::unordered_map<std::string, std::uint32_t> by_name_;
  std::uint64_t total_ = 0;
  std::optional<std::uint32_t> loaded_;
  std::string storage_;
};

}  // namespace

Conversion convert_checkpoint(const Context& context, const std::filesystem::path& checkpoint,
                              const std::filesystem::path& safetensors, const std::string& key,
                              std::map<std::string, std::string> metadata) {
  metadata.emplace("format", "pt");
  return Converter(checkpoint.string(), key).write(context, safetensors, metadata);
}

}  // namespace goodparts
