#include "methods/rows/recordings.h"

#include <limits>

namespace goodparts {

bool is_recorded(const SampleInfo& info) {
  return !info.group.empty() && info.id.size() > info.group.size() &&
         info.id[info.group.size()] == '#' && info.id.starts_with(info.group);
}

bool holds_recordings(const SampleSource& source) {
  return !source.shape().is_image() && source.size() > 0 && is_recorded(source.info(0));
}

std::int64_t samples_before(const SampleSource& source, std::int64_t index, std::int64_t at_most) {
  const SampleInfo& info = source.info(index);
  if (source.shape().is_image() || !is_recorded(info)) {
    return 0;
  }
  std::int64_t before = 0;
  while (before < at_most && index - before > 0 &&
         source.info(index - before - 1).group == info.group) {
    ++before;
  }
  return before;
}

std::int64_t recording_start(const SampleSource& source, std::int64_t index) {
  return index - samples_before(source, index, std::numeric_limits<std::int64_t>::max());
}

}  // namespace goodparts
