#include "methods/always_alarm/always_alarm.h"

namespace goodparts {

std::vector<SampleScore> AlwaysAlarm::score(const Context& /*context*/,
                                            const SampleSource& /*source*/,
                                            std::span<const std::int64_t> indices) const {
  return std::vector<SampleScore>(indices.size(), SampleScore{1.0, {}});
}

std::vector<std::pair<std::string, std::string>> AlwaysAlarm::facts() const {
  return {{"scores", "all 1; nothing is learned"}};
}

std::unique_ptr<Detector> make_always_alarm(const ConfigGroupReader& read) {
  AlwaysAlarmConfig config;
  read("method", config);
  return std::make_unique<AlwaysAlarm>();
}

}  // namespace goodparts
