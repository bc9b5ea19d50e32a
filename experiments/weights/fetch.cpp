#include "experiments/weights/fetch.h"

#include <fmt/format.h>

#include "experiments/weights/cache_lock.h"
#include "experiments/weights/convert.h"
#include "experiments/weights/sha256.h"
#include "experiments/weights/url.h"
#include "kernels/base/error.h"
#include "methods/backbones/weights_cache.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigits = 64;

void remove_part(const fs::path& part) {
  std::error_code ignored;
  fs::remove(part, ignored);
  fs::remove(part.string() + ".json", ignored);
}

// What the file's digest must begin with; "": anything.
struct Expected {
  std::string digits;
  std::string checked_by;
};

Expected expected_digest(const PublishedWeights& weights, const std::optional<CacheRecord>& known) {
  if (!weights.sha256.empty()) {
    return {weights.sha256, weights.sha256.size() == kDigits ? "sha256" : "sha256 prefix"};
  }
  return {known ? known->source_sha256 : "", "first use"};
}

// The verified file's digest.
std::string download_and_check(const Context& context, const PublishedWeights& weights,
                               const std::string& url, const fs::path& part,
                               const FetchSettings& settings, const Expected& expected) {
  DownloadSettings download_settings = settings.download;
  download_settings.expected_bytes = weights.bytes;
  for (bool resumed = fs::exists(part);; resumed = false) {
    download(context, url, part, download_settings);
    const std::string digest = sha256_of_file(context, part, "checking");
    if (digest.starts_with(expected.digits)) {
      return digest;
    }
    remove_part(part);
    if (resumed) {
      context.message("the parts of two attempts do not fit together; fetching from the start");
      continue;
    }
    throw Error(
        ErrorKind::kData,
        fmt::format("{}: the file is not the published one: SHA-256 expected {}{}, got {}; it was "
                    "removed. {}",
                    without_password(url), expected.digits,
                    expected.digits.size() < kDigits ? "…" : "", digest,
                    expected.checked_by == "first use"
                        ? "It differs from the one first fetched; to trust the new one, remove " +
                              (weights_cache_folder() / (weights.name + ".json")).string()
                        : "Try again, or another --mirror"));
  }
}

std::optional<CacheRecord> known_record(const std::string& name, bool again) {
  try {
    return read_cache_record(name);
  } catch (const Error&) {
    if (!again) {
      throw;
    }
    return std::nullopt;  // a damaged record is replaced
  }
}

CacheRecord make_record(const Context& context, const PublishedWeights& weights,
                        const FetchSettings& settings, const std::optional<CacheRecord>& known) {
  const std::string url = through_mirror(weights.url, settings.mirror);
  const fs::path file = cached_weights_file(weights.name);
  const fs::path part = weights_cache_folder() / ("." + weights.name + ".part");
  const Expected expected = expected_digest(weights, known);
  CacheRecord record;
  record.name = weights.name;
  record.url = without_password(url);
  record.checked_by = expected.checked_by;
  record.source_sha256 = download_and_check(context, weights, url, part, settings, expected);
  record.source_bytes = static_cast<std::int64_t>(fs::file_size(part));
  convert_checkpoint(context, part, file, "",
                     {{"source", record.url}, {"source_sha256", record.source_sha256}});
  remove_part(part);
  record.sha256 = sha256_of_file(context, file, "checking");
  record.bytes = static_cast<std::int64_t>(fs::file_size(file));
  return record;
}

}  // namespace

Fetched fetch_weights(const Context& context, const PublishedWeights& weights,
                      const FetchSettings& settings) {
  const CacheLock lock(context, weights.name);
  const fs::path file = cached_weights_file(weights.name);
  const std::optional<CacheRecord> known = known_record(weights.name, settings.again);
  std::error_code code;
  if (!settings.again && known &&
      static_cast<std::int64_t>(fs::file_size(file, code)) == known->bytes && !code) {
    return {*known, true};
  }
  Fetched fetched;
  fetched.record = make_record(context, weights, settings, known);
  write_cache_record(fetched.record);
  return fetched;
}

CacheState verify_weights(const Context& context, const std::string& name) {
  const fs::path file = cached_weights_file(name);
  if (!fs::exists(file)) {
    return CacheState::kNotFetched;
  }
  const std::optional<CacheRecord> record = read_cache_record(name);
  if (!record) {
    return CacheState::kNoRecord;
  }
  return sha256_of_file(context, file, "checking") == record->sha256 ? CacheState::kWhole
                                                                     : CacheState::kDamaged;
}

}  // namespace goodparts
