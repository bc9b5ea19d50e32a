// What is known about a file in the cache: NAME.json beside NAME.safetensors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace goodparts {

struct CacheRecord {
  std::string name;
  std::string url;            // where it came from, without a password
  std::string source_sha256;  // of the file that was fetched
  std::int64_t source_bytes = 0;
  std::string checked_by;  // "sha256", "sha256 prefix", or "first use": nothing to compare with
  std::string sha256;      // of NAME.safetensors
  std::int64_t bytes = 0;  // of NAME.safetensors
};

// None where there is no record. Throws Error(kData) where it is malformed.
std::optional<CacheRecord> read_cache_record(const std::string& name);
void write_cache_record(const CacheRecord& record);

}  // namespace goodparts
