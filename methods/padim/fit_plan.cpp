#include "methods/padim/fit_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/free_memory.h"

namespace goodparts {
namespace {

constexpr std::int64_t kFloatBytes = 4;
constexpr std::int64_t kMiB = 1024 * 1024;
constexpr std::int64_t kMostPasses = 64;
constexpr double kUsableShare = 0.9;  // of free memory: the images and the backbone need some too

std::int64_t model_bytes(const FitSize& size) {
  return kFloatBytes * size.places * (size.dim + size.floats_per_place);
}

std::int64_t bytes_of_place(const FitSize& size) { return kFloatBytes * size.images * size.dim; }

std::int64_t to_mib(std::int64_t bytes) { return (bytes + kMiB - 1) / kMiB; }

}  // namespace

FitPlan plan_fit(const FitSize& size, std::int64_t bytes) {
  std::int64_t places = size.places;
  if (bytes > 0) {
    const std::int64_t room = std::max<std::int64_t>(0, bytes - model_bytes(size));
    places = std::min(places, room / bytes_of_place(size));
  }
  if (places < 1 || (size.places + places - 1) / places > kMostPasses) {
    return {};
  }
  const std::int64_t passes = (size.places + places - 1) / places;
  places = (size.places + passes - 1) / passes;  // alike, so that none is nearly empty
  return {places, passes, model_bytes(size) + places * bytes_of_place(size)};
}

FitPlan require_room(const Context& context, const PadimConfig& config, const FitSize& size) {
  const std::int64_t free = free_memory();
  const std::int64_t limit =
      config.memory_mib ? *config.memory_mib * kMiB
                        : static_cast<std::int64_t>(static_cast<double>(free) * kUsableShare);
  const FitPlan plan = plan_fit(size, limit);
  if (plan.passes == 0) {
    throw Error(
        ErrorKind::kUnavailable,
        fmt::format("method.dims: {} dimensions at {} places of {} images take {} MiB for the "
                    "{} covariances alone, and {} MiB may be used{}; lower method.dims, use "
                    "method.covariance=low_rank with a small method.rank, coarser backbone.layers, "
                    "or smaller images",
                    size.dim, size.places, size.images, to_mib(model_bytes(size)),
                    config.covariance, limit / kMiB,
                    config.memory_mib ? " (method.memory_mib)" : ""));
  }
  context.message(fmt::format(
      "PaDiM: {} places × {} dimensions, {} covariances: fitting takes about {} MiB, of which {} "
      "MiB are the model{}",
      size.places, size.dim, config.covariance, to_mib(plan.bytes), to_mib(model_bytes(size)),
      plan.passes == 1 ? ""
                       : fmt::format("; the training features do not fit at once, so the images "
                                     "are looked at {} times",
                                     plan.passes)));
  return plan;
}

}  // namespace goodparts
