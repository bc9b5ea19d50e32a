#include "methods/rows/row_detector.h"

#include <algorithm>

#include "kernels/base/parallel.h"

namespace goodparts {
namespace {

constexpr std::int64_t kBlock = 256;  // rows: enough work for a thread to be worth starting

template <class Body>  // void(std::int64_t row)
void each_row(const Context& context, std::int64_t count, const Body& body) {
  parallel_for(context.threads, (count + kBlock - 1) / kBlock, [&](std::int64_t block) {
    context.check_cancelled();
    const std::int64_t end = std::min((block + 1) * kBlock, count);
    for (std::int64_t row = block * kBlock; row < end; ++row) {
      body(row);
    }
  });
}

}  // namespace

std::vector<SampleScore> sample_scores(std::span<const double> scores) {
  std::vector<SampleScore> results(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    results[i].score = scores[i];
  }
  return results;
}

void RowDetector::fit(const Context& context, const SampleSource& good) {
  const Rows rows = input_.learn(context, good, 2);
  learn(context, good, rows);
}

void RowDetector::save(ArchiveWriter& archive) const {
  input_.save(archive);
  save_learned(archive);
}

void RowDetector::load(const ArchiveReader& archive) {
  input_.load(archive);
  load_learned(archive);
}

std::vector<std::pair<std::string, std::string>> RowDetector::facts() const {
  std::vector<std::pair<std::string, std::string>> facts = input_.facts();
  for (auto& fact : more_facts()) {
    facts.push_back(std::move(fact));
  }
  return facts;
}

std::vector<double> SingleRowDetector::score_rows(const Context& context,
                                                  const SampleSource& source,
                                                  std::span<const std::int64_t> indices) const {
  const Rows rows = read(context, source, indices);
  std::vector<double> scores(indices.size());
  each_row(context, rows.count(), [&](std::int64_t row) {
    scores[static_cast<std::size_t>(row)] = score_row(row_of(rows, row));
  });
  return scores;
}

std::vector<SampleScore> SingleRowDetector::score(const Context& context,
                                                  const SampleSource& source,
                                                  std::span<const std::int64_t> indices) const {
  return sample_scores(score_rows(context, source, indices));
}

std::vector<std::vector<float>> SingleRowDetector::explain(
    const Context& context, const SampleSource& source,
    std::span<const std::int64_t> indices) const {
  if (source.shape().is_image()) {
    return {};
  }
  const Rows rows = read(context, source, indices);
  std::vector<std::vector<float>> terms(indices.size());
  each_row(context, rows.count(), [&](std::int64_t row) {
    terms[static_cast<std::size_t>(row)] = explain_row(row_of(rows, row));
  });
  const bool tells = !terms.empty() && !terms.front().empty();
  return tells ? terms : std::vector<std::vector<float>>();
}

}  // namespace goodparts
