#include <fmt/format.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <unordered_map>

#include "experiments/weights/torch_formats.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

using Kind = PickleValue::Kind;

constexpr std::string_view kMagic{"\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10};
constexpr std::int64_t kProtocol = 1001;

class TorchLegacy : public TorchCheckpoint {
 public:
  explicit TorchLegacy(const std::string& path) {
    path_ = path;
    file_size_ = std::filesystem::file_size(path);
    const std::string head = read_bytes(0, std::min<std::uint64_t>(file_size_, 5 * kLargestPickle));
    std::string_view rest = head;
    const Pickle magic = next(rest, "magic number");
    if (magic.at(magic.root).text != kMagic) {
      fail(
          "a pickle, but not one that torch.save wrote; weights must be saved with torch.save("
          "model.state_dict(), 'weights.pth')");
    }
    const Pickle protocol = next(rest, "protocol version");
    if (protocol.at(protocol.root).integer != kProtocol) {
      fail("an unknown version of torch.save's format; load and save the file again in Python");
    }
    big_endian_ = is_big_endian(next(rest, "machine"));
    pickle_ = next(rest, "object");
    const Pickle keys = next(rest, "storage keys");
    find_storages(keys, head.size() - rest.size());
  }

  std::string read_storage(std::uint32_t index) const override {
    const TorchStorage& storage = pickle_.storages.at(index);
    const std::optional<std::uint64_t> begin = begins_.at(index);
    if (!begin) {
      fail(fmt::format("storage '{}' is missing; the file is damaged", storage.key));
    }
    std::string bytes =
        read_bytes(*begin, static_cast<std::uint64_t>(storage.elements) * storage.type.size);
    if (big_endian_) {
      swap_bytes(bytes, storage.type.size);
    }
    return bytes;
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(ErrorKind::kData, fmt::format("{}: {}", path_, problem));
  }

  Pickle next(std::string_view& rest, const char* what) const {
    Pickle pickle = read_pickle(rest.substr(0, kLargestPickle), path_ + ", " + what);
    rest.remove_prefix(pickle.size);
    return pickle;
  }

  std::string read_bytes(std::uint64_t begin, std::uint64_t count) const {
    if (begin > file_size_ || count > file_size_ - begin) {
      fail(
          fmt::format("cut off: {} bytes from byte {} on are needed, but the file has {}; fetch "
                      "it again",
                      count, begin, file_size_));
    }
    std::ifstream file(path_, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(begin));
    std::string bytes(count, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(count));
    if (!file) {
      fail("cannot be read");
    }
    return bytes;
  }

  static bool is_big_endian(const Pickle& machine) {
    const std::vector<std::uint32_t>& items = machine.at(machine.root).items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      if (machine.at(items[i]).text == "little_endian") {
        return machine.at(items[i + 1]).integer == 0;
      }
    }
    return false;
  }

  // The storages follow each other in the order of the keys.
  void find_storages(const Pickle& keys, std::uint64_t at) {
    std::unordered_map<std::string, std::size_t> by_key;
    for (std::size_t i = 0; i < pickle_.storages.size(); ++i) {
      by_key.emplace(pickle_.storages[i].key, i);
    }
    begins_.resize(pickle_.storages.size());
    for (const std::uint32_t item : keys.at(keys.root).items) {
      const auto found = by_key.find(keys.at(item).text);
      if (found == by_key.end() || begins_[found->second]) {
        fail("the list of storages does not fit the object; the file is damaged");
      }
      std::string count_bytes = read_bytes(at, 8);
      if (big_endian_) {
        swap_bytes(count_bytes, 8);
      }
      std::int64_t count = 0;
      std::memcpy(&count, count_bytes.data(), sizeof count);
      const TorchStorage& storage = pickle_.storages[found->second];
      if (count != storage.elements) {
        fail(fmt::format("storage '{}' has {} elements instead of {}; the file is damaged",
                         storage.key, count, storage.elements));
      }
      begins_[found->second] = at + 8;
      const std::uint64_t size = static_cast<std::uint64_t>(count) * storage.type.size;
      if (size > file_size_ - at - 8) {
        fail(fmt::format("cut off within storage '{}'; fetch it again", storage.key));
      }
      at += 8 + size;
    }
  }

  std::uint64_t file_size_ = 0;
  bool big_endian_ = false;
  std::vector<std::optional<std::uint64_t>> begins_;  // of each storage, in the file
};

}  // namespace

std::unique_ptr<TorchCheckpoint> open_torch_legacy(const std::string& path) {
  return std::make_unique<TorchLegacy>(path);
}

}  // namespace goodparts
