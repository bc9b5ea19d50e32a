// The autoencoder on rows and windows of rows. Only *_torch.cpp files may include this.
//
// Score: the mean over the features of (x − x̂)² of standardised values; of a window those of its
// last row (method.window_score=last), or all. With method.scale_residuals each feature's residual
// is first divided by its root mean square over the good rows held out of training (or, with none
// held out, over those trained on), so that a feature counts by how unusual its residual is.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "methods/autoencoder/autoencoder_config.h"
#include "methods/autoencoder/codec_torch.h"
#include "methods/detector.h"
#include "methods/rows/row_input.h"
#include "methods/rows/standardizer.h"

namespace goodparts {

class RowAutoencoder : public Detector {
 public:
  explicit RowAutoencoder(AutoencoderConfig config);

  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  // Each feature's share of the squared residuals that make the score; 0 for those that do not
  // count.
  std::vector<std::vector<float>> explain(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> facts() const override;

 private:
  CodecPlan plan(const SampleSource& good) const;
  // Squared scaled residuals, samples × columns. Of rows that are standardised already.
  std::vector<float> squared_residuals(const Context& context, const Rows& rows) const;
  std::vector<float> read_squared_residuals(const Context& context, const SampleSource& source,
                                            std::span<const std::int64_t> indices) const;
  void learn_scale(const Context& context, const Rows& rows,
                   const std::vector<std::int64_t>& chosen);
  torch::Tensor to_input(std::span<const float> rows) const;
  std::int64_t first_counted() const;  // features before it do not count

  AutoencoderConfig config_;
  RowInput input_;
  Standardizer standardizer_;
  std::int64_t window_ = 1;
  mutable Codec codec_{nullptr};  // forward() is not const, but changes nothing here
  std::vector<float> scale_;      // of each feature's residual
  std::vector<std::pair<std::string, std::string>> training_facts_;
};

}  // namespace goodparts
