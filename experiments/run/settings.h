// The settings of a run that belong to no method, backbone or dataset.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "experiments/config/node.h"
#include "kernels/base/config.h"
#include "kernels/base/context.h"
#include "metrics/evaluation.h"
#include "metrics/findings/findings.h"

namespace goodparts {

struct OutputSettings : Config {
  std::string dir;
  bool maps = true;           // anomaly maps in scores.h5; without them there are no pixel metrics
  bool model = true;          // model.h5
  std::int64_t gallery = 24;  // pictures of the most telling test images; 0: none
  std::int64_t attribution = 1000;   // rows of each unit in attribution.csv, at most; 0: none
  bool overwrite = false;            // replace a finished run of another configuration
  double checkpoint_seconds = 30.0;  // at the least, between two checkpoints of a training

  void visit(ConfigVisitor& v) override;
  void validate() const override;
};

struct EvaluationSettings : Config {
  double target_fpr = 0.05;
  std::int64_t sweep_points = 100;
  std::int64_t histogram_bins = 60;
  std::int64_t latency_samples = 50;
  double confidence = 0.95;
  std::int64_t bootstrap = 1000;
  double min_recall = 0.95;
  std::optional<double> prevalence;
  std::optional<double> escape_cost;
  std::optional<double> overkill_cost;
  std::optional<double> max_gap_seconds;
  std::optional<std::string> requirements;

  void visit(ConfigVisitor& v) override;
  void validate() const override;
  EvaluationOptions options() const;
  FindingsOptions findings_options() const;
};

struct RunSettings {
  std::uint64_t seed = 0;
  int threads = 1;
  Device device = Device::kCpu;
  std::string method;
  std::string dataset;
  OutputSettings output;
  EvaluationSettings evaluation;
};

// The device called `name` (cpu, cuda), which is there and can be used. Throws Error(kConfig), or
// Error(kUnavailable) for a device that this build or machine does not have; `setting` is named in
// the message.
Device read_device(const std::string& setting, const std::string& name);

// Reads and checks everything above from a resolved configuration. Throws as read_device does.
RunSettings read_settings(const config::Node& config);

}  // namespace goodparts
