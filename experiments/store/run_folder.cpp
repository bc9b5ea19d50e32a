#include "experiments/store/run_folder.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "kernels/base/atomic_file.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

constexpr const char* kResult = "result.json";

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

fs::path without_trailing_slash(const fs::path& path) {
  return path.has_filename() ? path : path.parent_path();
}

// The first 16 digits of the SHA-256, which is enough to tell configurations apart.
std::string short_hash(const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr) != 1) {
    throw Error(ErrorKind::kUnavailable, "OpenSSL cannot compute SHA-256 on this machine");
  }
  std::string hex;
  for (int i = 0; i < 8; ++i) {
    hex += fmt::format("{:02x}", digest[i]);
  }
  return hex;
}

}  // namespace

bool is_finished_run(const fs::path& folder) {
  return fs::is_regular_file(folder / kResult) && fs::is_regular_file(folder / "config.yaml");
}

RunFolder::RunFolder(fs::path final_path, bool overwrite)
    : final_(without_trailing_slash(final_path)), overwrite_(overwrite) {
  std::error_code code;
  if (fs::exists(final_, code) && !fs::is_empty(final_, code)) {
    if (!is_finished_run(final_)) {
      throw Error(
          ErrorKind::kOutput,
          fmt::format("{}: exists and is not a run; choose another output.dir", final_.string()));
    }
    if (!overwrite_) {
      throw Error(
          ErrorKind::kOutput,
          fmt::format(
              "{}: already holds a finished run; choose another output.dir, or replace it with "
              "output.overwrite=true",
              final_.string()));
    }
  }
  staging_ =
      final_.parent_path() / fmt::format(".{}.partial-{}", final_.filename().string(), ::getpid());
  fs::remove_all(staging_, code);
  fs::create_directories(staging_, code);
  if (code) {
    throw Error(
        ErrorKind::kOutput,
        fmt::format("{}: cannot be created ({}); choose an output.dir that you may write to",
                    staging_.string(), code.message()));
  }
}

RunFolder::~RunFolder() {
  if (!published_) {
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
  }
}

fs::path RunFolder::checkpoint_root() const {
  return final_.parent_path() / fmt::format(".{}.checkpoints", final_.filename().string());
}

fs::path RunFolder::checkpoints(const std::string& identity) const {
  return checkpoint_root() / short_hash(identity);
}

void RunFolder::discard_checkpoints() const {
  std::error_code ignored;
  fs::remove_all(checkpoint_root(), ignored);
}

void RunFolder::publish() {
  fs::path replaced;
  if (overwrite_ && is_finished_run(final_)) {
    replaced = final_.parent_path() /
               fmt::format(".{}.replaced-{}", final_.filename().string(), ::getpid());
    goodparts::publish(final_, replaced);
  }
  goodparts::publish(staging_, final_);
  published_ = true;
  if (!replaced.empty()) {
    std::error_code ignored;
    fs::remove_all(replaced, ignored);
  }
  discard_checkpoints();
}

std::vector<fs::path> find_runs(const fs::path& folder) {
  std::vector<fs::path> runs;
  if (is_finished_run(folder)) {
    runs.push_back(folder);
    return runs;
  }
  std::error_code code;
  for (fs::recursive_directory_iterator
           it(folder, fs::directory_options::skip_permission_denied, code),
       end;
       !code && it != end; it.increment(code)) {
    if (!it->is_directory()) {
      continue;
    }
    if (is_hidden(it->path())) {
      it.disable_recursion_pending();
    } else if (is_finished_run(it->path())) {
      runs.push_back(it->path());
      it.disable_recursion_pending();
    }
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

}  // namespace goodparts
