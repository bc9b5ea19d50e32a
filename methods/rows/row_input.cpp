#include "methods/rows/row_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "methods/backbones/fitting_backbone.h"
#include "methods/backbones/pooled_features.h"

namespace goodparts {
namespace {

Rows pool(const Context& context, const Backbone& backbone, const SampleSource& source,
          std::span<const std::int64_t> indices) {
  Rows rows;
  for (const std::vector<float>& row : pooled_features(context, backbone, source, indices)) {
    rows.columns = static_cast<std::int64_t>(row.size());
    rows.values.insert(rows.values.end(), row.begin(), row.end());
  }
  return rows;
}

}  // namespace

std::string column_text(const SampleSource& source, std::int64_t column) {
  const std::vector<std::string> names = source.feature_names();
  const auto at = static_cast<std::size_t>(column);
  return at < names.size() ? "'" + names[at] + "'" : std::to_string(column);
}

RowInput::RowInput(std::string method, BackboneConfig backbone, Missing missing,
                   Categories categories)
    : method_(std::move(method)),
      backbone_config_(std::move(backbone)),
      missing_(missing),
      categories_(categories) {}

void RowInput::require_numbers(const SampleSource& source) const {
  const std::vector<std::vector<std::string>> levels = source.categories();
  for (std::size_t column = 0; column < levels.size(); ++column) {
    if (!levels[column].empty()) {
      throw Error(ErrorKind::kData,
                  fmt::format("column {} holds categories, but {} takes numbers only; set "
                              "dataset.categorical=one_hot, or leave the column out",
                              column_text(source, static_cast<std::int64_t>(column)), method_));
    }
  }
}

Rows RowInput::learn(const Context& context, const SampleSource& good, std::int64_t at_least) {
  if (good.size() < at_least) {
    throw Error(ErrorKind::kData,
                fmt::format("{} cannot learn from {} good sample{}; give it at least {}", method_,
                            good.size(), good.size() == 1 ? "" : "s", at_least));
  }
  if (categories_ == Categories::kError) {
    require_numbers(good);
  }
  levels_ = good.categories();
  backbone_ = good.shape().is_image() ? make_backbone(backbone_config_, context) : nullptr;
  std::vector<std::int64_t> all(static_cast<std::size_t>(good.size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  std::optional<FittingBackbone> fitting;
  if (is_image()) {
    fitting.emplace(*backbone_);
  }
  Rows rows = read_unchecked(context, fitting ? &**fitting : nullptr, good, all);
  columns_ = rows.columns;
  good_samples_ = good.size();
  return rows;
}

Rows RowInput::read(const Context& context, const SampleSource& source,
                    std::span<const std::int64_t> indices) const {
  assert(columns_ > 0);
  if (source.shape().is_image() != is_image()) {
    throw Error(ErrorKind::kData,
                fmt::format("this {} was trained on {}, but is given {}", method_,
                            is_image() ? "images" : "rows", is_image() ? "rows" : "images"));
  }
  if (!is_image() && source.shape().elements() != columns_) {
    throw Error(ErrorKind::kData,
                fmt::format("these rows have {} features, but this {} was trained on {}; give it "
                            "the same columns (and window) as in training",
                            source.shape().elements(), method_, columns_));
  }
  if (source.categories() != levels_) {
    throw Error(ErrorKind::kData,
                fmt::format("the text columns of these rows do not have the levels that this {} "
                            "was trained with; code them as in training",
                            method_));
  }
  Rows rows = read_unchecked(context, backbone_.get(), source, indices);
  rows.columns = columns_;
  return rows;
}

Rows RowInput::read_unchecked(const Context& context, const Backbone* backbone,
                              const SampleSource& source,
                              std::span<const std::int64_t> indices) const {
  if (is_image()) {
    return pool(context, *backbone, source, indices);
  }
  Rows rows;
  rows.columns = source.shape().elements();
  rows.values.resize(indices.size() * static_cast<std::size_t>(rows.columns));
  source.read(indices, rows.values);
  const auto is_bad = [&](float value) {
    return std::isinf(value) || (missing_ == Missing::kError && std::isnan(value));
  };
  const auto bad = std::find_if(rows.values.begin(), rows.values.end(), is_bad);
  if (bad == rows.values.end()) {
    return rows;
  }
  const auto offset = bad - rows.values.begin();
  const std::string& id = source.info(indices[static_cast<std::size_t>(offset / rows.columns)]).id;
  throw Error(ErrorKind::kData,
              fmt::format("{}: feature {} is {}, and {} needs complete rows; remove or fill such "
                          "rows, or leave the column out",
                          id, column_text(source, offset % rows.columns),
                          std::isnan(*bad) ? "missing" : "infinite", method_));
}

void RowInput::save(ArchiveWriter& archive) const {
  archive.number("input/columns", static_cast<double>(columns_));
  archive.number("input/good_samples", static_cast<double>(good_samples_));
  if (has_categories()) {
    std::vector<std::int64_t> counts;
    std::vector<std::string> all;
    for (const std::vector<std::string>& levels : levels_) {
      counts.push_back(static_cast<std::int64_t>(levels.size()));
      all.insert(all.end(), levels.begin(), levels.end());
    }
    archive.integers("input/level_counts", counts);
    archive.texts("input/levels", all);
  }
  if (is_image()) {
    backbone_->save(archive);
  }
}

void RowInput::load(const ArchiveReader& archive) {
  columns_ = static_cast<std::int64_t>(archive.number("input/columns"));
  good_samples_ = static_cast<std::int64_t>(archive.number("input/good_samples"));
  if (columns_ < 1) {
    throw Error(ErrorKind::kData,
                fmt::format("the stored {} is damaged: it has {} columns; train it again", method_,
                            columns_));
  }
  levels_.clear();
  if (archive.has("input/levels")) {
    load_levels(archive);
  }
  backbone_ = archive.has("backbone/arch") ? load_backbone(archive) : nullptr;
}

void RowInput::load_levels(const ArchiveReader& archive) {
  const std::vector<std::string> all = archive.texts("input/levels");
  auto from = all.begin();
  for (const std::int64_t count : archive.integers("input/level_counts")) {
    if (count < 0 || count > all.end() - from) {
      throw Error(ErrorKind::kData,
                  fmt::format("the stored {} is damaged: its columns have other numbers of levels "
                              "than it names; train it again",
                              method_));
    }
    levels_.emplace_back(from, from + count);
    from += count;
  }
  if (static_cast<std::int64_t>(levels_.size()) != columns_) {
    throw Error(
        ErrorKind::kData,
        fmt::format("the stored {} is damaged: it has levels of {} columns, but {} columns; "
                    "train it again",
                    method_, levels_.size(), columns_));
  }
}

std::vector<std::pair<std::string, std::string>> RowInput::facts() const {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"good samples", std::to_string(good_samples_)}, {"features", std::to_string(columns_)}};
  if (is_image()) {
    facts.emplace_back("backbone", backbone_->describe());
    facts.emplace_back("image features", "mean and deviation of each channel");
  }
  return facts;
}

}  // namespace goodparts
