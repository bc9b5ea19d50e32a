#include "experiments/evaluate/requirements_file.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "experiments/config/bind.h"
#include "experiments/config/yaml.h"
#include "kernels/base/config.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr const char* kPerDefect = "min_recall_per_defect";

struct RequirementFields : Config {
  Requirements requirements;

  void visit(ConfigVisitor& v) override {
    v.field("confidence", requirements.confidence);
    v.field("max_fpr", requirements.max_fpr);
    v.field("min_recall", requirements.min_recall);
    v.field("max_escaped_ppm", requirements.max_escaped_ppm);
    v.field("max_latency_p99_ms", requirements.max_latency_p99_ms);
    v.field("takt_time_ms", requirements.takt_time_ms);
    v.field("max_memory_mib", requirements.max_memory_mib);
    v.field("max_review_hours_per_shift", requirements.max_review_hours_per_shift);
    v.field("prevalence", requirements.prevalence);
    v.field("parts_per_shift", requirements.parts_per_shift);
    v.field("review_seconds_per_flag", requirements.review_seconds_per_flag);
  }
};

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: no such file, or it cannot be read (requirements)", path));
  }
  return text.str();
}

}  // namespace

Requirements read_requirements(const std::string& path) {
  config::Node node = config::parse_yaml(read_file(path), path);
  RequirementFields fields;
  if (const config::Node* given = node.child(kPerDefect)) {
    if (!given->is_map()) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}: {} is a {}; give a recall for each kind of defect, such as "
                              "crack: 0.99",
                              path, kPerDefect, given->type_name()));
    }
    for (const auto& [defect, recall] : given->entries()) {
      fields.requirements.min_recall_per_defect[defect] = recall.as_double();
    }
    node.erase(kPerDefect);
  }
  try {
    config::bind(node, "requirements", fields);
    validate(fields.requirements);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("{}: {}", path, error.what()));
  }
  return fields.requirements;
}

}  // namespace goodparts
