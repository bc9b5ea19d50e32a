#include "experiments/evaluate/evaluate_scores.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace goodparts {
namespace {

// Maps that report progress as they are read.
class ProgressPixels : public PixelSource {
 public:
  ProgressPixels(const Context& context, std::unique_ptr<PixelSource> maps)
      : maps_(std::move(maps)), progress_(context, "compare pixels", maps_->size()) {}
  std::int64_t size() const override { return maps_->size(); }
  PixelImage read(std::int64_t index) const override {
    progress_.advance();
    return maps_->read(index);
  }

 private:
  std::unique_ptr<PixelSource> maps_;
  mutable Progress progress_;
};

void note_unseen_pixels(const ScoreFile& scores, Evaluation& evaluation) {
  for (const UnitEvaluation& unit : evaluation.units) {
    if (const ScoreFile::Unseen unseen = scores.unseen(unit.name); unseen.pixels > 0.0) {
      evaluation.notes.push_back(fmt::format(
          "{}: the crop hides {:.1f} % of the test pixels and {:.1f} % of the defective ones from "
          "the detector; pixel metrics leave them out (dataset.crop=null shows the whole image)",
          unit.name, 100.0 * unseen.pixels, 100.0 * unseen.defective));
    }
  }
}

}  // namespace

Evaluation evaluate_scores(const Context& context, const ScoreInput& scores,
                           const EvaluationSettings& settings) {
  const PixelSources pixels = [&](const std::string& unit) -> std::unique_ptr<PixelSource> {
    std::unique_ptr<PixelSource> maps = scores.pixels(unit);
    return maps ? std::make_unique<ProgressPixels>(context, std::move(maps)) : nullptr;
  };
  EvaluationOptions options = settings.options();
  options.threads = context.threads;
  Evaluation evaluation = evaluate(scores.table(), pixels, options);
  if (scores.score_file() != nullptr) {
    note_unseen_pixels(*scores.score_file(), evaluation);
  }
  return evaluation;
}

}  // namespace goodparts
