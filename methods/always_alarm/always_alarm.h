// Flags every sample: what a detector must beat. Where most test samples are anomalous, F1 and
// recall look good for it. Every score is 1 and the control limit 0; a threshold chosen on held-out
// good parts is therefore 1, which flags nothing, so look at it without held-out parts.
#pragma once

#include "methods/registry.h"

namespace goodparts {

struct AlwaysAlarmConfig : Config {
  void visit(ConfigVisitor& /*visitor*/) override {}
};

class AlwaysAlarm : public Detector {
 public:
  void fit(const Context& /*context*/, const SampleSource& /*good*/) override {}
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  std::optional<double> control_limit() const override { return 0.0; }
  void save(ArchiveWriter& /*archive*/) const override {}
  void load(const ArchiveReader& /*archive*/) override {}
  std::vector<std::pair<std::string, std::string>> facts() const override;
};

std::unique_ptr<Detector> make_always_alarm(const ConfigGroupReader& read);

}  // namespace goodparts
