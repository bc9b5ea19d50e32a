// Published weights: from the hub into the cache, and whether what is there is still whole.
#pragma once

#include <filesystem>
#include <string>

#include "experiments/weights/cache_record.h"
#include "experiments/weights/download.h"
#include "kernels/base/context.h"
#include "methods/backbones/weights_catalogue.h"

namespace goodparts {

struct FetchSettings {
  std::string mirror;  // replaces scheme and host of the hub; "": the hub itself
  bool again = false;  // also where the cache has them
  DownloadSettings download;
};

struct Fetched {
  CacheRecord record;
  bool was_there = false;  // nothing had to be fetched
};

// Downloads, compares the SHA-256, converts to safetensors and puts that and its record into the
// cache. A file whose digest differs is removed and never converted; one that is put together from
// two attempts is fetched once more from the start before it is given up. Throws as download() and
// convert_checkpoint() do, and Error(kData) with both digests where they differ.
Fetched fetch_weights(const Context& context, const PublishedWeights& weights,
                      const FetchSettings& settings);

enum class CacheState { kNotFetched, kWhole, kDamaged, kNoRecord };

// Computes the SHA-256 of the file in the cache. Throws Error(kData) for a malformed record.
CacheState verify_weights(const Context& context, const std::string& name);

}  // namespace goodparts
