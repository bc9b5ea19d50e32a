#include <fmt/format.h>
#include <zip.h>

#include <filesystem>
#include <optional>

#include "experiments/weights/torch_formats.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

struct CloseZip {
  void operator()(zip_t* zip) const { zip_discard(zip); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Zip = std::unique_ptr<zip_t, CloseZip>;
using ZipMember = std::unique_ptr<zip_file_t, CloseZip>;

constexpr const char* kDamaged =
    "the archive is cut off or damaged; fetch the file or save it again";

class TorchZip : public TorchCheckpoint {
 public:
  explicit TorchZip(const std::string& path) {
    path_ = path;
    int code = 0;
    zip_.reset(zip_open(path.c_str(), ZIP_RDONLY, &code));
    if (zip_ == nullptr) {
      fail(kDamaged);
    }
    file_size_ = std::filesystem::file_size(path);
    prefix_ = find_prefix();
    if (zip_name_locate(zip_.get(), (prefix_ + "constants.pkl").c_str(), 0) >= 0) {
      fail(
          "a TorchScript program, not a file of weights; save its tensors alone: "
          "torch.save(torch.jit.load('in.pt').state_dict(), 'weights.pth')");
    }
    pickle_ = read_pickle(read("data.pkl", kLargestPickle), path_ + ", data.pkl");
    big_endian_ = read_byte_order();
  }

  std::string read_storage(std::uint32_t index) const override {
    const TorchStorage& storage = pickle_.storages.at(index);
    const std::uint64_t size = static_cast<std::uint64_t>(storage.elements) * storage.type.size;
    std::string bytes = read("data/" + storage.key, size);
    if (bytes.size() != size) {
      fail(fmt::format("storage '{}' has {} bytes instead of {}; {}", storage.key, bytes.size(),
                       size, kDamaged));
    }
    if (big_endian_) {
      swap_bytes(bytes, storage.type.size);
    }
    return bytes;
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(ErrorKind::kData, fmt::format("{}: {}", path_, problem));
  }

  // All records lie in one folder, named after the file that was first saved.
  std::string find_prefix() const {
    constexpr std::string_view kName = "/data.pkl";
    std::optional<std::string> prefix;
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip_.get(), 0); ++i) {
      const char* name = zip_get_name(zip_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
      const std::string_view entry = name == nullptr ? "" : name;
      if (!entry.ends_with(kName) || entry.find('/') != entry.size() - kName.size()) {
        continue;
      }
      if (prefix) {
        fail("the archive holds two data.pkl; it is not one that torch.save wrote");
      }
      prefix = entry.substr(0, entry.size() - kName.size() + 1);
    }
    if (!prefix) {
      fail("a zip archive, but without the data.pkl of torch.save");
    }
    return *prefix;
  }

  // torch.save writes no big-endian file on a PC, but a mainframe may have.
  bool read_byte_order() const {
    if (zip_name_locate(zip_.get(), (prefix_ + "byteorder").c_str(), 0) < 0) {
      return false;
    }
    const std::string order = read("byteorder", 16);
    if (order != "little" && order != "big") {
      fail("the record 'byteorder' is neither 'little' nor 'big'; the file is damaged");
    }
    return order == "big";
  }

  // torch.save does not compress, so a record cannot be larger than the file; that bounds what is
  // allocated for a damaged or hostile one.
  std::string read(const std::string& name, std::uint64_t most) const {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat(zip_.get(), (prefix_ + name).c_str(), 0, &stat) != 0) {
      fail(fmt::format("the record '{}' is missing; {}", name, kDamaged));
    }
    if (stat.comp_method != ZIP_CM_STORE) {
      fail(
          fmt::format("the record '{}' is compressed, which torch.save never does; load and save "
                      "the file again in Python",
                      name));
    }
    if (stat.size > most || stat.size > file_size_) {
      fail(fmt::format("the record '{}' is said to have {} bytes, expected at most {}; {}", name,
                       stat.size, std::min<std::uint64_t>(most, file_size_), kDamaged));
    }
    const ZipMember member(zip_fopen_index(zip_.get(), stat.index, 0));
    if (member == nullptr) {
      fail(fmt::format("the record '{}' cannot be read ({}); {}", name, zip_strerror(zip_.get()),
                       kDamaged));
    }
    std::string bytes(stat.size, '\0');
    std::uint64_t done = 0;
    zip_int64_t count = 0;
    while (done < bytes.size() &&
           (count = zip_fread(member.get(), bytes.data() + done, bytes.size() - done)) > 0) {
      done += static_cast<std::uint64_t>(count);
    }
    char beyond = 0;  // the checksum is looked at where the record ends
    if (count < 0 || done != bytes.size() || zip_fread(member.get(), &beyond, 1) != 0) {
      fail(fmt::format("the record '{}' cannot be read ({}); {}", name,
                       zip_file_strerror(member.get()), kDamaged));
    }
    return bytes;
  }

  Zip zip_;
  std::uint64_t file_size_ = 0;
  std::string prefix_;
  bool big_endian_ = false;
};

}  // namespace

std::unique_ptr<TorchCheckpoint> open_torch_zip(const std::string& path) {
  return std::make_unique<TorchZip>(path);
}

}  // namespace goodparts
