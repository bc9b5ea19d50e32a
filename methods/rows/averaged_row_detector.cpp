#include "methods/rows/averaged_row_detector.h"

#include <fmt/format.h>

#include <cmath>

#include "methods/rows/moving_average.h"
#include "methods/rows/recordings.h"

namespace goodparts {

void AveragedRowDetector::learn(const Context& /*context*/, const SampleSource& good,
                                const Rows& rows) {
  standardizer_.learn(rows.view());
  learn_standardized(standardizer_.standardized(rows.values), rows.columns);
  recorded_ = holds_recordings(good);
}

std::vector<double> AveragedRowDetector::averages(const Context& context,
                                                  const SampleSource& source,
                                                  std::span<const std::int64_t> indices) const {
  const auto columns = static_cast<std::size_t>(input().columns());
  MovingAverages averages =
      moving_averages(context, source, indices, input().columns(), lambda_, recorded_,
                      [&](std::span<const std::int64_t> needed) {
                        return standardizer_.standardized(read(context, source, needed).values);
                      });
  for (std::size_t i = 0; i < averages.values.size(); ++i) {
    averages.values[i] /=
        std::sqrt(moving_average_variance(lambda_, averages.steps[i / columns], exact_));
  }
  return std::move(averages.values);
}

std::vector<SampleScore> AveragedRowDetector::score(const Context& context,
                                                    const SampleSource& source,
                                                    std::span<const std::int64_t> indices) const {
  const std::vector<double> all = averages(context, source, indices);
  const auto columns = static_cast<std::size_t>(input().columns());
  std::vector<SampleScore> scores;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    scores.push_back({score_averages(std::span(all).subspan(i * columns, columns)), {}});
  }
  return scores;
}

std::vector<std::vector<float>> AveragedRowDetector::explain(
    const Context& context, const SampleSource& source,
    std::span<const std::int64_t> indices) const {
  if (source.shape().is_image()) {
    return {};
  }
  const std::vector<double> all = averages(context, source, indices);
  const auto columns = static_cast<std::size_t>(input().columns());
  std::vector<std::vector<float>> terms;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    terms.push_back(explain_averages(std::span(all).subspan(i * columns, columns)));
  }
  return terms;
}

void AveragedRowDetector::save_learned(ArchiveWriter& archive) const {
  standardizer_.save(archive);
  archive.number("recorded", recorded_ ? 1.0 : 0.0);
}

void AveragedRowDetector::load_learned(const ArchiveReader& archive) {
  standardizer_.load(archive);
  recorded_ = archive.number("recorded") != 0.0;
}

std::vector<std::pair<std::string, std::string>> AveragedRowDetector::more_facts() const {
  return {{"averages over", recorded_ ? fmt::format("the recording, λ = {:g}", lambda_)
                                      : "single samples: they have no past"}};
}

}  // namespace goodparts
