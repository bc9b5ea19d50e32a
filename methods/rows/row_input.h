// Samples as rows of numbers, for methods that read rows: a row as it is; an image as the mean and
// the deviation of each channel of the backbone's features (pooled_features.h).
//
// A method holds one RowInput, lets it learn the training samples, and reads everything through it
// afterwards: it checks that later samples are of the same kind and have as many columns.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/context.h"
#include "kernels/base/matrix_view.h"
#include "methods/archive.h"
#include "methods/backbones/backbone.h"

namespace goodparts {

struct Rows {  // row-major, count × columns
  std::int64_t columns = 0;
  std::vector<float> values;

  std::int64_t count() const { return static_cast<std::int64_t>(values.size()) / columns; }
  const float* row(std::int64_t index) const { return values.data() + index * columns; }
  MatrixView view() const { return {values.data(), count(), columns}; }
};

enum class Missing {
  kError,  // a missing (NaN) value throws Error(kData) that names sample and column
  kKeep,
};

enum class Categories {  // columns that hold level numbers (SampleSource::categories)
  kError,  // throw Error(kData) that names the column: level numbers are no quantities
  kTake,
};

class RowInput {
 public:
  // `method` is named in messages; `backbone` serves images only, and is made when the first ones
  // are learned from.
  RowInput(std::string method, BackboneConfig backbone, Missing missing = Missing::kError,
           Categories categories = Categories::kError);

  // All of `good` as rows, in order; from now on later samples must be like them. Throws
  // Error(kData) for fewer than `at_least` samples, and what read() throws.
  Rows learn(const Context& context, const SampleSource& good, std::int64_t at_least);
  // Throws Error(kData) for samples of another kind or with other columns or levels, infinite
  // values, and missing ones unless they are kept.
  Rows read(const Context& context, const SampleSource& source,
            std::span<const std::int64_t> indices) const;

  std::int64_t columns() const { return columns_; }  // 0: nothing learned yet
  bool is_image() const { return backbone_ != nullptr; }
  bool has_categories() const { return !levels_.empty(); }
  // The level names of a categorical column; empty for numbers.
  std::vector<std::string> levels(std::int64_t column) const {
    return has_categories() ? levels_[static_cast<std::size_t>(column)]
                            : std::vector<std::string>{};
  }

  void save(ArchiveWriter& archive) const;  // under "input/" and "backbone/"
  void load(const ArchiveReader& archive);
  // {"good samples", …}, {"features", …} and, of images, what their features are.
  std::vector<std::pair<std::string, std::string>> facts() const;

 private:
  void require_numbers(const SampleSource& source) const;
  void load_levels(const ArchiveReader& archive);
  // backbone: of images.
  Rows read_unchecked(const Context& context, const Backbone* backbone, const SampleSource& source,
                      std::span<const std::int64_t> indices) const;

  std::string method_;
  BackboneConfig backbone_config_;
  Missing missing_;
  std::unique_ptr<Backbone> backbone_;  // null: rows
  std::int64_t columns_ = 0;
  std::int64_t good_samples_ = 0;
  Categories categories_;
  std::vector<std::vector<std::string>> levels_;  // of each column; empty: all are numbers
};

// Names the columns of `source` in messages: "'pressure'", or "3" where they have no names.
std::string column_text(const SampleSource& source, std::int64_t column);

}  // namespace goodparts
