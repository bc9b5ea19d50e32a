#include "methods/conditions/conditioned_detector.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "kernels/base/error.h"
#include "kernels/base/join.h"
#include "methods/conditions/condition_model.h"
#include "methods/conditions/condition_table.h"

namespace goodparts {
namespace {

// A source of rows from which conditions have been taken out.
class ExplainedSource : public SampleSource {
 public:
  ExplainedSource(const SampleSource& source, const ConditionTable& table,
                  const ConditionModel& model)
      : source_(source), table_(table), model_(model) {}

  std::int64_t size() const override { return source_.size(); }
  const Shape& shape() const override { return source_.shape(); }
  const SampleInfo& info(std::int64_t index) const override { return source_.info(index); }
  std::vector<std::string> feature_names() const override { return source_.feature_names(); }
  std::int64_t window() const override { return source_.window(); }
  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    source_.read(indices, out);
    const auto columns = static_cast<std::size_t>(shape().elements());
    for (std::size_t i = 0; i < indices.size(); ++i) {
      model_.take_out(table_.read(source_.info(indices[i])), out.subspan(i * columns, columns));
    }
  }

 private:
  const SampleSource& source_;
  const ConditionTable& table_;
  const ConditionModel& model_;
};

class ConditionedDetector : public Detector {
 public:
  ConditionedDetector(ConditionSettings settings, std::unique_ptr<Detector> inner)
      : settings_(std::move(settings)), inner_(std::move(inner)) {}

  void fit(const Context& context, const SampleSource& good) override {
    require_rows(good);
    table_.learn(good, settings_.columns);
    std::vector<std::int64_t> all(static_cast<std::size_t>(good.size()));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    std::vector<float> rows(all.size() * static_cast<std::size_t>(good.shape().elements()));
    good.read(all, rows);
    std::vector<std::vector<double>> conditions;
    for (const std::int64_t index : all) {
      conditions.push_back(table_.read(good.info(index)));
    }
    const MatrixView view{rows.data(), good.size(), good.shape().elements()};
    require_finite(good, view);
    model_ = learn_condition_model(settings_, table_, conditions, view);
    inner_->fit(context, ExplainedSource(good, table_, *model_));
  }

  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override {
    return inner_->score(context, ExplainedSource(source, table_, *model_), indices);
  }

  std::vector<std::vector<float>> explain(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const override {
    return inner_->explain(context, ExplainedSource(source, table_, *model_), indices);
  }

  std::optional<double> control_limit() const override { return inner_->control_limit(); }

  void save(ArchiveWriter& archive) const override {
    table_.save(archive);
    model_->save(archive);
    inner_->save(archive);
  }

  void load(const ArchiveReader& archive) override {
    table_.load(archive);
    model_ = load_condition_model(archive, table_);
    inner_->load(archive);
  }

  std::vector<std::pair<std::string, std::string>> facts() const override {
    std::vector<std::pair<std::string, std::string>> facts = inner_->facts();
    std::vector<std::string> names;
    for (const ConditionColumnSpec& column : table_.columns()) {
      names.push_back(column.name);
    }
    facts.emplace_back("conditions",
                       fmt::format("{}: {}", model_->describe(), joined(names, ", ")));
    return facts;
  }

 private:
  static void require_rows(const SampleSource& good) {
    if (good.shape().is_image()) {
      throw Error(ErrorKind::kConfig,
                  "conditions.mode: conditions can be taken out of rows of sensor and table data, "
                  "not of images; set conditions.mode=none");
    }
    for (const std::vector<std::string>& levels : good.categories()) {
      if (!levels.empty()) {
        throw Error(ErrorKind::kConfig,
                    "conditions.mode: conditions cannot be taken out of text columns; set "
                    "dataset.categorical=one_hot, or conditions.mode=none");
      }
    }
    if (good.size() == 0) {
      throw Error(ErrorKind::kData, "conditions.mode: there is no good sample to learn from");
    }
  }

  static void require_finite(const SampleSource& good, MatrixView rows) {
    for (std::int64_t i = 0; i < rows.rows; ++i) {
      for (std::int64_t c = 0; c < rows.cols; ++c) {
        if (!std::isfinite(rows.row(i)[c])) {
          throw Error(ErrorKind::kData,
                      fmt::format("{}: feature {} is missing or not finite, and conditions.mode "
                                  "needs complete training rows; fill or remove such rows, or set "
                                  "conditions.mode=none",
                                  good.info(i).id, c));
        }
      }
    }
  }

  ConditionSettings settings_;
  std::unique_ptr<Detector> inner_;
  ConditionTable table_;
  std::unique_ptr<ConditionModel> model_;
};

}  // namespace

std::unique_ptr<Detector> with_conditions(const ConditionSettings& settings,
                                          std::unique_ptr<Detector> detector) {
  settings.validate();
  if (!settings.enabled()) {
    return detector;
  }
  return std::make_unique<ConditionedDetector>(settings, std::move(detector));
}

}  // namespace goodparts
