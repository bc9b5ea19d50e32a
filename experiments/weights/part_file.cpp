#include "experiments/weights/part_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "kernels/base/atomic_file.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

}  // namespace

PartFile::PartFile(fs::path path, std::string url)
    : path_(std::move(path)), facts_(path_.string() + ".json"), url_(std::move(url)) {
  std::error_code code;
  const auto size = fs::file_size(path_, code);
  std::ifstream file(facts_);
  const nlohmann::json facts = nlohmann::json::parse(file, nullptr, false);
  if (code || !facts.is_object() || facts.value("url", "") != url_) {
    remove();
    return;
  }
  version_ = facts.value("version", "");
  total_ = facts.value("total", std::int64_t{0});
  size_ = static_cast<std::int64_t>(size);
  if ((version_.empty() && total_ == 0) || (total_ > 0 && size_ > total_)) {
    remove();
  }
}

void PartFile::begin(std::string version, std::int64_t total) {
  out_.close();
  version_ = std::move(version);
  total_ = total;
  size_ = 0;
  out_.clear();
  out_.open(path_, std::ios::binary | std::ios::trunc);
  if (!out_) {
    fail();
  }
  const nlohmann::json facts = {{"url", url_}, {"version", version_}, {"total", total_}};
  write_file_atomically(facts_, facts.dump() + "\n");
}

void PartFile::go_on() {
  out_.close();
  out_.clear();
  out_.open(path_, std::ios::binary | std::ios::app);
  if (!out_) {
    fail();
  }
}

void PartFile::append(std::string_view bytes) {
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out_) {
    fail();
  }
  size_ += static_cast<std::int64_t>(bytes.size());
}

void PartFile::close() {
  if (out_.is_open()) {
    out_.close();
    if (!out_) {
      fail();
    }
  }
}

void PartFile::remove() {
  out_.close();
  std::error_code ignored;
  fs::remove(path_, ignored);
  fs::remove(facts_, ignored);
  size_ = 0;
  total_ = 0;
  version_.clear();
}

void PartFile::fail() const {
  throw Error(ErrorKind::kOutput,
              fmt::format("{}: cannot be written: {}; free some space, or set GOODPARTS_CACHE to a "
                          "folder elsewhere",
                          path_.string(), std::strerror(errno)));
}

}  // namespace goodparts
