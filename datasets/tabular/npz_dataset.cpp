#include "datasets/tabular/npz_dataset.h"

#include <fmt/format.h>

#include <filesystem>

#include "datasets/tabular/max_rows.h"
#include "datasets/tabular/npz_file.h"
#include "datasets/tabular/row_dataset.h"
#include "datasets/tabular/row_split.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

std::shared_ptr<const RowTable> read_table(const NpzConfig& config) {
  NpzMatrix matrix = read_npz_matrix(config.file, config.x, config.missing == "keep");
  auto table = std::make_shared<RowTable>();
  table->columns = matrix.columns;
  table->values = std::move(matrix.values);
  const std::string file = std::filesystem::path(config.file).filename().string();
  for (std::int64_t row = 0; row < matrix.rows; ++row) {
    const std::string id = fmt::format("{}#{}", file, row);
    table->info.push_back({id, id, {}});
  }
  return table;
}

std::shared_ptr<const RowTruth> read_labels(const NpzConfig& config, std::int64_t rows) {
  const NpyArray y = read_npz_array(config.file, config.y);
  // A column vector (rows × 1) is as clear as a plain one.
  if (static_cast<std::int64_t>(y.values.size()) != rows || y.shape.empty() || y.shape[0] != rows) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: array '{}' has shape {}, but '{}' has {} rows; give one label a "
                            "row",
                            config.file, config.y, shape_text(y.shape), config.x, rows));
  }
  auto truth = std::make_shared<RowTruth>();
  for (std::size_t row = 0; row < y.values.size(); ++row) {
    if (y.values[row] == 0.0) {
      truth->add_good();
    } else if (y.values[row] == 1.0) {
      truth->add_defect("anomalous");
    } else {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: array '{}', row {}: label {} is neither 0 (good) nor 1 "
                              "(anomalous)",
                              config.file, config.y, row, y.values[row]));
    }
  }
  return truth;
}

}  // namespace

void NpzConfig::visit(ConfigVisitor& visitor) {
  visitor.field("file", file);
  visitor.field("x", x);
  visitor.field("y", y);
  visitor.field("max_rows", max_rows);
  visitor.field("protocol", protocol);
  visitor.field("calibration_fraction", calibration_fraction);
  visitor.field("missing", missing);
}

void NpzConfig::validate() const {
  if (file.empty()) {
    throw Error(ErrorKind::kConfig, "dataset.file: name the .npz file to read");
  }
  require_max_rows(max_rows);
  require_table_protocol(protocol);
  require_fraction(calibration_fraction);
  require_one_of("dataset.missing", missing, {"error", "keep"});
}

std::unique_ptr<Dataset> make_npz_dataset(const ConfigReader& read, std::uint64_t seed) {
  NpzConfig config;
  read(config);
  RowUnit unit;
  unit.name = std::filesystem::path(config.file).stem().string();
  unit.tested.table = read_table(config);
  unit.tested.truth = read_labels(config, unit.tested.table->rows());
  const std::string drawn = keep_max_rows(unit.tested, config.max_rows, seed);
  split_table(unit, config.protocol, config.calibration_fraction, seed);
  InputSpec input;
  input.kind = "rows";
  return std::make_unique<RowDataset>(
      std::vector<RowUnit>{std::move(unit)}, std::move(input),
      describe_table_protocol(config.protocol, config.calibration_fraction) + drawn,
      std::vector<std::string>{});
}

}  // namespace goodparts
