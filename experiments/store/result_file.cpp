#include "experiments/store/result_file.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "kernels/base/atomic_file.h"
#include "kernels/base/error.h"
#include "metrics/evaluation_json.h"

namespace goodparts {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr int kSchemaVersion = 2;

ordered_json number_or_null(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}
double number(const json& value) { return value.is_null() ? kUndefined : value.get<double>(); }

ordered_json facts_json(const Facts& facts) {
  ordered_json object = ordered_json::object();
  for (const auto& [key, value] : facts) {
    object[key] = value;
  }
  return object;
}

Facts read_facts(const ordered_json& object) {
  Facts facts;
  for (const auto& [key, value] : object.items()) {
    facts.emplace_back(key, value.get<std::string>());
  }
  return facts;
}

// The timings by name, in one place for writing and reading.
template <class Record, class Visit>
void each_timing(Record& timings, const Visit& visit) {
  visit("fit_seconds", timings.fit_seconds);
  visit("fit_cpu_seconds", timings.fit_cpu_seconds);
  visit("score_cpu_seconds", timings.score_cpu_seconds);
  visit("score_seconds", timings.score_seconds);
  visit("samples_per_second", timings.samples_per_second);
  visit("latency_p50_ms", timings.latency_p50_ms);
  visit("latency_p95_ms", timings.latency_p95_ms);
  visit("latency_p99_ms", timings.latency_p99_ms);
  visit("peak_memory_mib", timings.peak_memory_mib);
}

struct PicturePart {
  const char* name;
  std::string GalleryItem::*bytes;
};
constexpr PicturePart kPictureParts[] = {{"original", &GalleryItem::original},
                                         {"heatmap", &GalleryItem::heatmap},
                                         {"overlay", &GalleryItem::overlay},
                                         {"mask", &GalleryItem::mask}};

ordered_json save_gallery(const fs::path& folder, const std::vector<GalleryItem>& gallery) {
  ordered_json list = ordered_json::array();
  for (std::size_t i = 0; i < gallery.size(); ++i) {
    const GalleryItem& item = gallery[i];
    ordered_json entry{{"unit", item.unit},   {"id", item.id},
                       {"kind", item.kind},   {"defect", item.defect},
                       {"score", item.score}, {"threshold", number_or_null(item.threshold)}};
    for (const PicturePart& part : kPictureParts) {
      if (!(item.*part.bytes).empty()) {
        const std::string file = fmt::format("gallery/{:03}_{}.jpg", i, part.name);
        write_file_atomically(folder / file, item.*part.bytes);
        entry[part.name] = file;
      }
    }
    list.push_back(std::move(entry));
  }
  return list;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    throw Error(ErrorKind::kData, fmt::format("{}: cannot be read", path.string()));
  }
  return text.str();
}

std::vector<GalleryItem> load_gallery(const fs::path& folder, const json& list) {
  std::vector<GalleryItem> gallery;
  for (const json& entry : list) {
    GalleryItem item{entry.at("unit"),
                     entry.at("id"),
                     entry.at("kind"),
                     entry.at("defect"),
                     entry.at("score"),
                     number(entry.at("threshold")),
                     {},
                     {},
                     {},
                     {}};
    for (const PicturePart& part : kPictureParts) {
      if (entry.contains(part.name)) {
        item.*part.bytes = read_file(folder / entry.at(part.name).get<std::string>());
      }
    }
    gallery.push_back(std::move(item));
  }
  return gallery;
}

// The thresholds in use, at a glance; their evidence is in the evaluation of each unit.
ordered_json thresholds_json(const Evaluation& evaluation) {
  ordered_json list = ordered_json::array();
  for (const UnitEvaluation& unit : evaluation.units) {
    const ThresholdChoice& choice = unit.choice;
    list.push_back({{"unit", unit.name},
                    {"threshold", number_or_null(choice.threshold)},
                    {"rule", choice.rule},
                    {"target_fpr", number_or_null(choice.target_fpr)},
                    {"good_count", choice.good_count},
                    {"expected_fpr", number_or_null(choice.expected_fpr)},
                    {"fpr_upper_95", number_or_null(choice.fpr_upper_95)}});
  }
  return list;
}

RunRecord from_json(const fs::path& folder, const ordered_json& result) {
  RunRecord record;
  record.path = folder.string();
  record.method = result.at("method");
  record.backbone = result.at("backbone");
  record.dataset = result.at("dataset");
  record.protocol = result.at("protocol");
  record.seed = result.at("seed");
  record.facts = read_facts(result.at("facts"));
  record.environment = read_facts(result.at("environment"));
  each_timing(record.timings, [&](const char* name, double& value) {
    // A timing that an older goodparts did not take is not known.
    value = number(result.at("timings").value(name, ordered_json(nullptr)));
  });
  record.timings.latencies_ms = result.at("timings").value("latencies_ms", std::vector<double>{});
  record.findings = result.value("findings", ordered_json(nullptr));
  record.decision = result.value("decision", ordered_json(nullptr));
  ordered_json evaluation = result.at("evaluation");
  evaluation["metrics"] = result.at("metrics");
  record.evaluation = evaluation_from_json(evaluation);
  record.warnings = result.at("warnings").get<std::vector<std::string>>();
  record.gallery = load_gallery(folder, result.at("gallery"));
  record.config_yaml = read_file(folder / "config.yaml");
  return record;
}

}  // namespace

void save_run(const fs::path& folder, const RunRecord& record, const ordered_json& config,
              const std::vector<std::string>& overrides) {
  ordered_json result{{"schema_version", kSchemaVersion},
                      {"program", "goodparts"},
                      {"method", record.method},
                      {"backbone", record.backbone},
                      {"dataset", record.dataset},
                      {"protocol", record.protocol},
                      {"seed", record.seed}};
  ordered_json evaluation = to_json(record.evaluation);
  result["metrics"] = metrics_json(record.evaluation);
  evaluation.erase("metrics");
  result["thresholds"] = thresholds_json(record.evaluation);
  result["timings"] = ordered_json::object();
  each_timing(record.timings, [&](const char* name, double value) {
    result["timings"][name] = number_or_null(value);
  });
  result["timings"]["latencies_ms"] = record.timings.latencies_ms;
  result["warnings"] = record.warnings;
  result["facts"] = facts_json(record.facts);
  result["environment"] = facts_json(record.environment);
  result["config"] = config;
  result["evaluation"] = std::move(evaluation);
  result["findings"] = record.findings;
  result["decision"] = record.decision;
  result["gallery"] = save_gallery(folder, record.gallery);

  write_file_atomically(folder / "config.yaml", record.config_yaml);
  std::string list;
  for (const std::string& override : overrides) {
    list += "- " + ordered_json(override).dump() + "\n";  // a JSON string is a YAML string
  }
  write_file_atomically(folder / "overrides.yaml", list.empty() ? "[]\n" : list);
  write_file_atomically(folder / "result.json", result.dump(1) + "\n");
}

RunRecord load_run(const fs::path& folder) {
  const fs::path path = folder / "result.json";
  try {
    const ordered_json result = ordered_json::parse(read_file(path));
    if (result.at("schema_version") != kSchemaVersion) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: schema version {} is not {}; written by another goodparts",
                              path.string(), result.at("schema_version").dump(), kSchemaVersion));
    }
    return from_json(folder, result);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: damaged or incomplete: {}", path.string(), error.what()));
  }
}

}  // namespace goodparts
