// What detectors of rows have in common: they learn from all good rows at once. Reading samples,
// checking them and keeping how to read them is done here; a detector says what it learns, how it
// scores and what it keeps.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "methods/detector.h"
#include "methods/rows/row_input.h"

namespace goodparts {

class RowDetector : public Detector {
 public:
  void fit(const Context& context, const SampleSource& good) final;
  void save(ArchiveWriter& archive) const final;
  void load(const ArchiveReader& archive) final;
  std::vector<std::pair<std::string, std::string>> facts() const final;

 protected:
  RowDetector(std::string method, BackboneConfig backbone)
      : method_(method), input_(std::move(method), std::move(backbone)) {}

  // At least two rows, all finite. `good` says what they are rows of.
  virtual void learn(const Context& context, const SampleSource& good, const Rows& rows) = 0;
  virtual void save_learned(ArchiveWriter& archive) const = 0;
  virtual void load_learned(const ArchiveReader& archive) = 0;
  virtual std::vector<std::pair<std::string, std::string>> more_facts() const { return {}; }

  const std::string& method() const { return method_; }
  const RowInput& input() const { return input_; }
  Rows read(const Context& context, const SampleSource& source,
            std::span<const std::int64_t> indices) const {
    return input_.read(context, source, indices);
  }

 private:
  std::string method_;
  RowInput input_;
};

// One whose score of a row follows from that row alone.
class SingleRowDetector : public RowDetector {
 public:
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  std::vector<std::vector<float>> explain(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const override;

 protected:
  using RowDetector::RowDetector;

  virtual double score_row(std::span<const float> row) const = 0;
  // An entry for each column; empty: cannot tell.
  virtual std::vector<float> explain_row(std::span<const float> /*row*/) const { return {}; }
  // score_row() of these samples.
  std::vector<double> score_rows(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const;
};

inline std::span<const float> row_of(const Rows& rows, std::int64_t index) {
  return {rows.row(index), static_cast<std::size_t>(rows.columns)};
}

// Scores without maps.
std::vector<SampleScore> sample_scores(std::span<const double> scores);

}  // namespace goodparts
