#include "methods/padim/padim_config.h"

#include <fmt/format.h>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr std::int64_t kLargestSetting = 65536;

void require_positive(const char* key, std::int64_t value, std::int64_t largest) {
  if (value < 1 || value > largest) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.{}: {} must lie in 1 … {}", key, value, largest));
  }
}

// A number, null, or the word "all", which is what null means.
void visit_dims(ConfigVisitor& visitor, std::optional<std::int64_t>& dims) {
  try {
    visitor.field("dims", dims);
    return;
  } catch (const Error&) {  // not a number
  }
  std::string word = "all";
  visitor.field("dims", word);
  if (word != "all") {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.dims: '{}' is neither a number nor all", word));
  }
  dims.reset();
}

}  // namespace

void PadimConfig::visit(ConfigVisitor& visitor) {
  visit_dims(visitor, dims);
  visitor.field("covariance", covariance);
  visitor.field("rank", rank);
  visitor.field("regulariser", regulariser);
  visitor.field("map_sigma", map_sigma);
  visitor.field("batch_size", batch_size);
  visitor.field("memory_mib", memory_mib);
}

void PadimConfig::validate() const {
  if (dims) {
    require_positive("dims", *dims, kLargestSetting);
  }
  require_one_of("method.covariance", covariance, {"full", "low_rank"});
  require_positive("rank", rank, kLargestSetting);
  if (!(regulariser > 0.0 && regulariser <= 1e6)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.regulariser: {} must lie in (0, 1e6]", regulariser));
  }
  if (!(map_sigma > 0.0 && map_sigma <= 1000.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.map_sigma: {} must lie in (0, 1000]", map_sigma));
  }
  require_positive("batch_size", batch_size, 1024);
  if (memory_mib) {
    require_positive("memory_mib", *memory_mib, std::int64_t{1} << 40);
  }
}

}  // namespace goodparts
