#include "methods/backbones/weights_cache.h"

#include <fmt/format.h>

#include <cstdlib>

#include "kernels/base/error.h"
#include "methods/backbones/weights_catalogue.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string size_text(std::int64_t bytes) {
  return bytes == 0 ? "" : fmt::format(" ({:.0f} MB)", static_cast<double>(bytes) * 1e-6);
}

}  // namespace

fs::path weights_cache_folder() {
  if (const std::string own = environment("GOODPARTS_CACHE"); !own.empty()) {
    return fs::path(own) / "weights";
  }
  // The XDG specification: a relative path is to be ignored.
  if (const fs::path xdg = environment("XDG_CACHE_HOME"); xdg.is_absolute()) {
    return xdg / "goodparts" / "weights";
  }
  if (const std::string home = environment("HOME"); !home.empty()) {
    return fs::path(home) / ".cache" / "goodparts" / "weights";
  }
  throw Error(ErrorKind::kConfig,
              "there is no place for fetched weights, since HOME is not set; set GOODPARTS_CACHE "
              "to a folder");
}

fs::path cached_weights_file(const std::string& name) {
  return weights_cache_folder() / (name + ".safetensors");
}

fs::path find_weights(const std::string& arch, const std::optional<std::string>& weights) {
  const bool given = weights && !weights->empty();
  const PublishedWeights* const entry = given ? find_published(*weights) : published_for(arch);
  if (given && entry == nullptr) {
    return *weights;
  }
  if (entry == nullptr) {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("backbone.weights: {} needs weights, and goodparts knows of none to "
                    "fetch; give a file with backbone.weights=FILE.safetensors (`goodparts "
                    "weights convert` makes one from PyTorch's), or backbone.weights=random "
                    "for untrained weights, or use backbone=builtin",
                    arch));
  }
  if (entry->arch != arch) {
    throw Error(ErrorKind::kConfig,
                fmt::format("backbone.weights: '{}' are weights of {}, but backbone.arch is {}",
                            entry->name, entry->arch.empty() ? "no backbone" : entry->arch, arch));
  }
  fs::path file = cached_weights_file(entry->name);
  if (!fs::exists(file)) {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("backbone.weights: {} needs trained weights, and there is no {}. Run\n"
                    "  goodparts weights fetch {}\n"
                    "once{}, then the same command again. Or give a file with "
                    "backbone.weights=FILE.safetensors, or backbone.weights=random for untrained "
                    "weights, or use backbone=builtin, which needs none",
                    arch, file.string(), entry->name, size_text(entry->bytes)));
  }
  return file;
}

}  // namespace goodparts
