#include "experiments/weights/cache_record.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "kernels/base/atomic_file.h"
#include "kernels/base/error.h"
#include "methods/backbones/weights_cache.h"

namespace goodparts {
namespace {

constexpr const char* kSchema = "goodparts.weights/1";

std::filesystem::path record_path(const std::string& name) {
  return weights_cache_folder() / (name + ".json");
}

}  // namespace

std::optional<CacheRecord> read_cache_record(const std::string& name) {
  const std::filesystem::path path = record_path(name);
  std::ifstream file(path);
  if (!file) {
    return std::nullopt;
  }
  try {
    const nlohmann::json json = nlohmann::json::parse(file);
    if (json.at("schema") != kSchema) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: not of the schema {}", path.string(), kSchema));
    }
    CacheRecord record;
    record.name = json.at("name");
    record.url = json.at("url");
    record.source_sha256 = json.at("source_sha256");
    record.source_bytes = json.at("source_bytes");
    record.checked_by = json.at("checked_by");
    record.sha256 = json.at("sha256");
    record.bytes = json.at("bytes");
    return record;
  } catch (const nlohmann::json::exception& problem) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: damaged ({}); run `goodparts weights fetch --again {}`",
                            path.string(), problem.what(), name));
  }
}

void write_cache_record(const CacheRecord& record) {
  const nlohmann::ordered_json json = {{"schema", kSchema},
                                       {"name", record.name},
                                       {"url", record.url},
                                       {"source_sha256", record.source_sha256},
                                       {"source_bytes", record.source_bytes},
                                       {"checked_by", record.checked_by},
                                       {"sha256", record.sha256},
                                       {"bytes", record.bytes}};
  write_file_atomically(record_path(record.name), json.dump(2) + "\n");
}

}  // namespace goodparts
