#include "metrics/uncertainty/pixel_bootstrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/base/error.h"
#include "metrics/uncertainty/bootstrap_caveat.h"
#include "metrics/uncertainty/pixel_count_sums.h"
#include "metrics/uncertainty/replicates.h"

namespace goodparts {
namespace {

constexpr double kCoarse = 0.01;  // difference of the binned from the exact value
constexpr std::size_t kBeforeAupro = 2;

std::size_t count_bins(std::span<const ImagePixelCounts> images) {
  std::size_t bins = 0;
  for (const ImagePixelCounts& image : images) {
    bins = std::max({bins, image.good.size(), image.defective.size()});
  }
  const auto fits = [bins](std::size_t size) { return size == 0 || size == bins; };
  for (std::size_t i = 0; i < images.size(); ++i) {
    const ImagePixelCounts& image = images[i];
    if (!fits(image.good.size()) || !fits(image.defective.size()) ||
        image.overlap.size() != image.defective.size() ||
        (image.regions > 0 && image.defective.empty())) {
      throw Error(
          ErrorKind::kData,
          fmt::format("pixel counts of image {}: {} good, {} defective and {} overlap bins, {} "
                      "regions, where others have {} bins; count all images with the same bins",
                      i, image.good.size(), image.defective.size(), image.overlap.size(),
                      image.regions, bins));
    }
  }
  return bins;
}

double exact_or(const std::vector<double>& exact, std::size_t i, double binned) {
  return i < exact.size() && !std::isnan(exact[i]) ? exact[i] : binned;
}

PixelEstimate estimate_of(MetricReplicates& binned, double exact, double confidence) {
  PixelEstimate result;
  result.binned = binned.value;
  const double shift = exact - binned.value;
  for (double& replicate : binned.replicates) {
    replicate = std::isnan(replicate) ? replicate : std::clamp(replicate + shift, 0.0, 1.0);
  }
  result.estimate = bootstrap_interval(exact, std::move(binned.replicates),
                                       acceleration(binned.without_unit), confidence);
  if (std::abs(shift) > kCoarse && !std::isnan(result.estimate.interval.low)) {
    append_sentence(
        result.estimate.caveat,
        fmt::format("The interval is from binned scores, whose value is {:.4f} instead of {:.4f}.",
                    binned.value, exact));
  }
  return result;
}

}  // namespace

PixelValues binned_pixel_values(std::span<const ImagePixelCounts> images,
                                std::span<const double> limits) {
  PixelCountSums sums;
  sums.clear(count_bins(images));
  for (const ImagePixelCounts& image : images) {
    sums.add(image, 1);
  }
  std::vector<double> values(kBeforeAupro + limits.size());
  sums.values(limits, values);
  return {values[0], values[1], {values.begin() + kBeforeAupro, values.end()}};
}

PixelEstimates bootstrap_pixels(const Context& context, std::span<const ImagePixelCounts> images,
                                std::span<const double> limits, const PixelValues& exact,
                                const BootstrapOptions& options,
                                std::span<const std::string> groups) {
  const std::size_t bins = count_bins(images);
  std::vector<std::int8_t> labels;
  for (const ImagePixelCounts& image : images) {
    labels.push_back(image.regions > 0 ? 1 : 0);
  }
  const Resampling resampling(labels, groups);
  const auto statistics = [&](const Resampling::Weights& weights, PixelCountSums& sums,
                              std::span<double> values) {
    sums.clear(bins);
    for (std::size_t i = 0; i < images.size(); ++i) {
      sums.add(images[i], weights[resampling.unit_of(static_cast<std::int64_t>(i))]);
    }
    sums.values(limits, values);
  };
  std::vector<MetricReplicates> table = make_replicates<PixelCountSums>(
      context, resampling, kBeforeAupro + limits.size(), options.replicates, statistics);
  std::vector<double> targets{exact.auroc, exact.average_precision};
  targets.insert(targets.end(), exact.aupro.begin(), exact.aupro.end());
  std::vector<PixelEstimate> estimates;
  const std::string few = few_images_caveat({labels, groups});
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double target = exact_or(targets, i, table[i].value);
    estimates.push_back(estimate_of(table[i], target, options.confidence));
    BootstrapEstimate& estimate = estimates.back().estimate;
    if (!std::isnan(estimate.interval.low)) {
      append_sentence(estimate.caveat, few);
    }
  }
  return {estimates[0], estimates[1], {estimates.begin() + kBeforeAupro, estimates.end()}};
}

}  // namespace goodparts
