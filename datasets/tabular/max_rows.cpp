#include "datasets/tabular/max_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/error.h"
#include "kernels/base/rng.h"

namespace goodparts {

void require_max_rows(std::optional<std::int64_t> max_rows) {
  if (max_rows.value_or(1) < 1) {
    throw Error(ErrorKind::kConfig,
                fmt::format("dataset.max_rows: {} is too few; give 1 or more, or null for all rows",
                            *max_rows));
  }
}

std::string keep_max_rows(LabelledRows& rows, std::optional<std::int64_t> max_rows,
                          std::uint64_t seed) {
  const RowTable& all = *rows.table;
  if (!max_rows || *max_rows >= all.rows()) {
    return "";
  }
  std::vector<std::int64_t> kept = Rng(seed, "max_rows").sample(all.rows(), *max_rows);
  std::sort(kept.begin(), kept.end());
  auto table = std::make_shared<RowTable>();
  auto truth = std::make_shared<RowTruth>();
  table->features = all.features;
  table->columns = all.columns;
  for (const std::int64_t row : kept) {
    const auto values = all.values.begin() + row * all.columns;
    table->values.insert(table->values.end(), values, values + all.columns);
    table->info.push_back(all.info[static_cast<std::size_t>(row)]);
    if (rows.truth->anomalous(row)) {
      truth->add_defect(rows.truth->defect(row));
    } else {
      truth->add_good();
    }
  }
  std::string said = fmt::format("; {} of {} rows drawn by seed", kept.size(), all.rows());
  rows = {std::move(table), std::move(truth)};
  return said;
}

}  // namespace goodparts
