#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "experiments/commands/commands.h"
#include "experiments/exit_code.h"
#include "experiments/weights/convert.h"
#include "experiments/weights/fetch.h"
#include "experiments/weights/sha256.h"
#include "kernels/base/config.h"
#include "kernels/base/error.h"
#include "methods/backbones/weights_cache.h"
#include "methods/backbones/weights_catalogue.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

std::string size_text(std::int64_t bytes) {
  return bytes == 0 ? "unknown" : fmt::format("{:.1f} MB", static_cast<double>(bytes) * 1e-6);
}

// What a fetched file is compared with.
std::string check_text(const PublishedWeights& weights) {
  if (weights.sha256.empty()) {
    return "none: the first is trusted";
  }
  return weights.sha256.size() == 64 ? "SHA-256" : "first 8 digits of SHA-256";
}

Context context_of(const Program& program) {
  Context context;
  context.progress = &program.bar;
  context.cancelled = &program.cancelled;
  return context;
}

const PublishedWeights& published(const std::string& name) {
  require_one_of("weights", name, published_names());
  return *find_published(name);
}

std::string how_checked(const CacheRecord& record) {
  if (record.checked_by == "first use") {
    return "nobody publishes a digest of it, so this file is trusted and later ones are compared "
           "with it";
  }
  return record.checked_by == "sha256" ? "as published"
                                       : "its first digits as published, the rest is not known";
}

void print_fetched(const Fetched& fetched) {
  const CacheRecord& record = fetched.record;
  const std::string file = cached_weights_file(record.name).string();
  if (fetched.was_there) {
    fmt::print("{}: already in the cache, {}\n", record.name, file);
    return;
  }
  fmt::print("{}: {}\n  fetched from {} ({})\n  SHA-256 {}, {}\n", record.name, file, record.url,
             size_text(record.source_bytes), record.source_sha256, how_checked(record));
}

nlohmann::ordered_json listed(const PublishedWeights& weights) {
  const fs::path file = cached_weights_file(weights.name);
  nlohmann::ordered_json entry = {
      {"name", weights.name},       {"backbone", weights.arch},    {"about", weights.about},
      {"licence", weights.licence}, {"url", weights.url},          {"sha256", weights.sha256},
      {"bytes", weights.bytes},     {"fetched", fs::exists(file)}, {"file", file.string()}};
  for (const char* unknown : {"backbone", "sha256"}) {
    if (entry[unknown] == "") {
      entry[unknown] = nullptr;
    }
  }
  if (weights.bytes == 0) {
    entry["bytes"] = nullptr;
  }
  return entry;
}

// The names of all files in the cache, also those that no longer are in the catalogue.
std::vector<std::string> names_in_cache() {
  std::set<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(weights_cache_folder(), none)) {
    if (entry.path().extension() == ".safetensors") {
      names.insert(entry.path().stem().string());
    }
  }
  return {names.begin(), names.end()};
}

// One line for each file; whether it is whole.
bool verify(const Context& context, const std::string& name) {
  const std::string file = cached_weights_file(name).string();
  switch (verify_weights(context, name)) {
    case CacheState::kWhole:
      fmt::print("{}: whole, {}\n", name, file);
      return true;
    case CacheState::kNotFetched:
      fmt::print("{}: not fetched; goodparts weights fetch {}\n", name, name);
      return false;
    case CacheState::kNoRecord:
      fmt::print(
          "{}: {} was not put there by `goodparts weights fetch`, so there is nothing to "
          "compare it with\n",
          name, file);
      return false;
    case CacheState::kDamaged:
      break;
  }
  fmt::print("{}: DAMAGED, {} is not what was fetched; goodparts weights fetch --again {}\n", name,
             file, name);
  return false;
}

}  // namespace

int weights_list_command(const WeightsOptions& options) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const PublishedWeights& weights : published_weights()) {
    list.push_back(listed(weights));
  }
  if (options.json) {
    fmt::print("{}\n", list.dump(2));
    return kExitOk;
  }
  fmt::print("{:<26} {:<16} {:<19} {:>9}  {:<27} {}\n", "name", "backbone", "licence", "size",
             "checked against", "in the cache");
  for (const PublishedWeights& weights : published_weights()) {
    const fs::path file = cached_weights_file(weights.name);
    fmt::print("{:<26} {:<16} {:<19} {:>9}  {:<27} {}\n", weights.name,
               weights.arch.empty() ? "-" : weights.arch, weights.licence, size_text(weights.bytes),
               check_text(weights), fs::exists(file) ? file.string() : "not fetched");
  }
  return kExitOk;
}

int weights_fetch_command(const Program& program, const WeightsOptions& options) {
  FetchSettings settings;
  settings.mirror = options.mirror;
  settings.again = options.again;
  settings.download.proxy = options.proxy;
  settings.download.stall_seconds = options.stall_seconds;
  for (const std::string& name : options.names) {
    published(name);  // a misspelt name is found before anything is fetched
  }
  int result = kExitOk;
  for (const std::string& name : options.names) {
    try {
      print_fetched(fetch_weights(context_of(program), published(name), settings));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kInterrupted || options.names.size() == 1) {
        throw;
      }
      program.bar.clear();
      fmt::print(stderr, "goodparts: {}: {}\n", name, error.what());
      result = result == kExitOk ? exit_code(error.kind()) : result;
    }
  }
  return result;
}

int weights_verify_command(const Program& program, const WeightsOptions& options) {
  const std::vector<std::string> names = options.names.empty() ? names_in_cache() : options.names;
  if (names.empty()) {
    fmt::print("nothing has been fetched to {}\n", weights_cache_folder().string());
  }
  bool whole = true;
  for (const std::string& name : names) {
    if (!options.names.empty() && !fs::exists(cached_weights_file(name))) {
      published(name);
    }
    whole = verify(context_of(program), name) && whole;
  }
  return whole ? kExitOk : kExitData;
}

int weights_convert_command(const Program& program, const WeightsOptions& options) {
  const Context context = context_of(program);
  std::error_code none;
  if (fs::equivalent(options.input, options.output, none)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: input and output are the same file; give another name for the "
                            "safetensors file",
                            options.output));
  }
  const std::string digest = sha256_of_file(context, options.input, "reading");
  const Conversion conversion = convert_checkpoint(
      context, options.input, options.output, options.key,
      {{"source", fs::path(options.input).filename().string()}, {"source_sha256", digest}});
  fmt::print("{}: {} tensors, {}\n  from {}, SHA-256 {}\n", options.output, conversion.tensors,
             size_text(static_cast<std::int64_t>(conversion.bytes)), options.input, digest);
  return kExitOk;
}

}  // namespace goodparts
