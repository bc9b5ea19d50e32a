#include "experiments/store/score_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr const char* kSchema = "goodparts.scores/1";

std::string map_folder(std::int64_t row) { return fmt::format("maps/{}", row); }

std::string condition_folder(std::size_t index) { return fmt::format("conditions/{}", index); }

// The whole pixels whose centres lie in what the detector saw.
struct Window {
  std::int64_t top, left, bottom, right;
};

Window seen_window(const std::vector<double>& covered, std::int64_t height, std::int64_t width) {
  const auto first = [](double edge) { return static_cast<std::int64_t>(std::ceil(edge - 0.5)); };
  return {std::max<std::int64_t>(0, first(covered[0])),
          std::max<std::int64_t>(0, first(covered[1])), std::min(height, first(covered[2])),
          std::min(width, first(covered[3]))};
}

// The whole pixels of a window, row by row.
template <class T>
std::vector<T> cut(const std::vector<T>& values, std::int64_t width, const Window& window) {
  std::vector<T> result;
  result.reserve(
      static_cast<std::size_t>((window.bottom - window.top) * (window.right - window.left)));
  for (std::int64_t y = window.top; y < window.bottom; ++y) {
    const auto begin = static_cast<std::ptrdiff_t>(y * width + window.left);
    const auto end = static_cast<std::ptrdiff_t>(y * width + window.right);
    result.insert(result.end(), values.begin() + begin, values.begin() + end);
  }
  return result;
}

class ScoreFilePixels : public TestMaps {
 public:
  ScoreFilePixels(const Hdf5File& file, std::vector<std::int64_t> rows)
      : file_(file), rows_(std::move(rows)) {}
  std::int64_t size() const override { return static_cast<std::int64_t>(rows_.size()); }
  std::size_t row(std::int64_t index) const override {
    return static_cast<std::size_t>(rows_[static_cast<std::size_t>(index)]);
  }
  PixelImage read(std::int64_t index) const override {
    const std::string folder = map_folder(rows_[static_cast<std::size_t>(index)]);
    const std::vector<std::int64_t> shape = file_.shape(folder + "/scores");
    const std::vector<float> scores = file_.read_floats(folder + "/scores");
    std::vector<std::uint8_t> mask;
    if (file_.has(folder + "/mask")) {
      mask = file_.read_bytes(folder + "/mask");
    }
    const Window window = seen_window(file_.read_doubles(folder + "/covered"), shape[0], shape[1]);
    PixelImage image{
        window.bottom - window.top, window.right - window.left, cut(scores, shape[1], window), {}};
    if (!mask.empty()) {
      image.mask = cut(mask, shape[1], window);
    }
    image.mask.resize(image.scores.size(), 0);
    return image;
  }

 private:
  const Hdf5File& file_;
  std::vector<std::int64_t> rows_;
};

void read_calibration_pixels(const Hdf5File& file, ScoreTable& table) {
  const std::vector<std::string> units = file.read_texts("calibration_pixels/unit");
  const std::vector<std::int64_t> counts = file.read_integers("calibration_pixels/count");
  const std::vector<double> means = file.read_doubles("calibration_pixels/mean");
  const std::vector<double> deviations = file.read_doubles("calibration_pixels/deviation");
  if (counts.size() != units.size() || means.size() != units.size() ||
      deviations.size() != units.size()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: columns under 'calibration_pixels' differ in length; the file is "
                            "damaged",
                            file.path().string()));
  }
  for (std::size_t i = 0; i < units.size(); ++i) {
    table.calibration_pixels[units[i]] = {counts[i], means[i], deviations[i]};
  }
}

void write_calibration_pixels(const ScoreTable& table, Hdf5File& file) {
  std::vector<std::string> units;
  std::vector<std::int64_t> counts;
  std::vector<double> means;
  std::vector<double> deviations;
  for (const auto& [unit, moments] : table.calibration_pixels) {
    units.push_back(unit);
    counts.push_back(moments.count);
    means.push_back(moments.mean);
    deviations.push_back(moments.deviation);
  }
  file.write("calibration_pixels/unit", units);
  file.write("calibration_pixels/count", counts);
  file.write("calibration_pixels/mean", means);
  file.write("calibration_pixels/deviation", deviations);
}

void read_control_limits(const Hdf5File& file, ScoreTable& table) {
  const std::vector<std::string> names = file.read_texts("units/name");
  const std::vector<double> limits = file.read_doubles("units/control_limit");
  if (names.size() != limits.size()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: columns under 'units' differ in length; the file is damaged",
                            file.path().string()));
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.control_limits[names[i]] = limits[i];
  }
}

ScoreTable read_table(const Hdf5File& file) {
  if (!file.has("schema") || file.read_text("schema") != kSchema) {
    throw Error(ErrorKind::kData, fmt::format("{}: not a score file of this version ('{}')",
                                              file.path().string(), kSchema));
  }
  ScoreTable table;
  table.unit = file.read_texts("samples/unit");
  table.id = file.read_texts("samples/id");
  table.group = file.read_texts("samples/group");
  table.defect = file.read_texts("samples/defect");
  table.score = file.read_doubles("samples/score");
  for (const std::int64_t split : file.read_integers("samples/split")) {
    table.split.push_back(split == 0 ? Split::kCalibration : Split::kTest);
  }
  for (const std::int64_t label : file.read_integers("samples/label")) {
    table.label.push_back(static_cast<std::int8_t>(label));
  }
  for (std::size_t i = 0; file.has(condition_folder(i)); ++i) {
    const std::string folder = condition_folder(i);
    ConditionColumn column{file.read_text(folder + "/name"), file.has(folder + "/numbers"), {}, {}};
    if (column.numeric) {
      column.numbers = file.read_doubles(folder + "/numbers");
    } else {
      column.texts = file.read_texts(folder + "/texts");
    }
    table.conditions.push_back(std::move(column));
  }
  if (file.has("units/name")) {
    read_control_limits(file, table);
  }
  if (file.has("calibration_pixels/unit")) {
    read_calibration_pixels(file, table);
  }
  table.in_time_order = file.has("in_time_order");
  if (file.has("samples/seconds")) {
    table.seconds = file.read_doubles("samples/seconds");
  }
  if (file.has("samples/latency_ms")) {
    table.latency_ms = file.read_doubles("samples/latency_ms");
  }
  const std::size_t n = table.size();
  bool even = table.unit.size() == n && table.id.size() == n && table.group.size() == n &&
              table.defect.size() == n && table.split.size() == n && table.label.size() == n &&
              (table.seconds.empty() || table.seconds.size() == n) &&
              (table.latency_ms.empty() || table.latency_ms.size() == n);
  for (const ConditionColumn& column : table.conditions) {
    even = even && (column.numeric ? column.numbers.size() : column.texts.size()) == n;
  }
  if (!even) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: columns under 'samples' differ in length; the file is damaged",
                            file.path().string()));
  }
  return table;
}

}  // namespace

AnomalyMap to_original_size(const AnomalyMap& map, const ImageGeometry& geometry) {
  struct Tap {
    std::int64_t low, high;
    float weight;
  };
  const auto taps = [](std::int64_t out, double begin, double end, std::int64_t in) {
    std::vector<Tap> result;
    result.reserve(static_cast<std::size_t>(out));
    for (std::int64_t i = 0; i < out; ++i) {
      const double at =
          (static_cast<double>(i) + 0.5 - begin) / (end - begin) * static_cast<double>(in) - 0.5;
      const double inside = std::clamp(at, 0.0, static_cast<double>(in - 1));
      const auto low = static_cast<std::int64_t>(inside);
      result.push_back(
          {low, std::min(low + 1, in - 1), static_cast<float>(inside - static_cast<double>(low))});
    }
    return result;
  };
  const std::vector<Tap> rows = taps(geometry.height, geometry.top, geometry.bottom, map.height);
  const std::vector<Tap> columns = taps(geometry.width, geometry.left, geometry.right, map.width);
  AnomalyMap out{geometry.height, geometry.width, {}};
  out.values.reserve(rows.size() * columns.size());
  for (const Tap& row : rows) {
    const float* low = map.values.data() + row.low * map.width;
    const float* high = map.values.data() + row.high * map.width;
    for (const Tap& column : columns) {
      const float above = low[column.low] + column.weight * (low[column.high] - low[column.low]);
      const float below = high[column.low] + column.weight * (high[column.high] - high[column.low]);
      out.values.push_back(above + row.weight * (below - above));
    }
  }
  return out;
}

std::vector<float> seen_at_original_size(const AnomalyMap& map, const ImageGeometry& geometry) {
  const AnomalyMap full = to_original_size(map, geometry);
  return cut(full.values, full.width,
             seen_window({geometry.top, geometry.left, geometry.bottom, geometry.right},
                         full.height, full.width));
}

void ScoreFileWriter::add_map(std::int64_t row, const AnomalyMap& map,
                              const ImageGeometry& geometry, const Mask* mask) {
  const std::string folder = map_folder(row);
  const AnomalyMap full = to_original_size(map, geometry);
  file_.write(folder + "/scores", full.values, {full.height, full.width}, true);
  if (mask != nullptr) {
    file_.write(folder + "/mask", mask->pixels, {mask->height, mask->width}, true);
  }
  const double covered[] = {geometry.top, geometry.left, geometry.bottom, geometry.right};
  file_.write(folder + "/covered", std::span<const double>(covered));
}

void ScoreFileWriter::finish(const ScoreTable& table) {
  file_.write_text("schema", kSchema);
  file_.write("samples/unit", table.unit);
  file_.write("samples/id", table.id);
  file_.write("samples/group", table.group);
  file_.write("samples/defect", table.defect);
  file_.write("samples/score", table.score);
  std::vector<std::int64_t> integers;
  for (const Split split : table.split) {
    integers.push_back(split == Split::kCalibration ? 0 : 1);
  }
  file_.write("samples/split", integers);
  integers.assign(table.label.begin(), table.label.end());
  file_.write("samples/label", integers);
  if (!table.seconds.empty()) {
    file_.write("samples/seconds", table.seconds);
  }
  if (!table.latency_ms.empty()) {
    file_.write("samples/latency_ms", table.latency_ms);
  }
  if (table.in_time_order) {
    file_.write_text("in_time_order", "yes");
  }
  if (!table.calibration_pixels.empty()) {
    write_calibration_pixels(table, file_);
  }
  for (std::size_t i = 0; i < table.conditions.size(); ++i) {
    const ConditionColumn& column = table.conditions[i];
    file_.write_text(condition_folder(i) + "/name", column.name);
    if (column.numeric) {
      file_.write(condition_folder(i) + "/numbers", column.numbers);
    } else {
      file_.write(condition_folder(i) + "/texts", column.texts);
    }
  }
  if (!table.control_limits.empty()) {
    std::vector<std::string> names;
    std::vector<double> limits;
    for (const auto& [name, limit] : table.control_limits) {
      names.push_back(name);
      limits.push_back(limit);
    }
    file_.write("units/name", names);
    file_.write("units/control_limit", limits);
  }
  file_.close();
}

ScoreFile::ScoreFile(const std::filesystem::path& path)
    : file_(path, Hdf5File::Mode::kRead), table_(read_table(file_)) {}

bool ScoreFile::has_map(std::int64_t row) const { return file_.has(map_folder(row) + "/scores"); }

AnomalyMap ScoreFile::map(std::int64_t row) const {
  const std::string name = map_folder(row) + "/scores";
  const std::vector<std::int64_t> shape = file_.shape(name);
  return {shape[0], shape[1], file_.read_floats(name)};
}

std::optional<Mask> ScoreFile::mask(std::int64_t row) const {
  const std::string name = map_folder(row) + "/mask";
  if (!file_.has(name)) {
    return std::nullopt;
  }
  const std::vector<std::int64_t> shape = file_.shape(name);
  return Mask{shape[0], shape[1], file_.read_bytes(name)};
}

std::unique_ptr<TestMaps> ScoreFile::pixels(const std::string& unit) const {
  std::vector<std::int64_t> rows;
  bool any_mask = false;
  for (std::size_t i = 0; i < table_.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    if (table_.unit[i] != unit || table_.split[i] != Split::kTest || table_.label[i] < 0 ||
        !has_map(row)) {
      continue;
    }
    const bool masked = file_.has(map_folder(row) + "/mask");
    if (table_.label[i] == 1 && !masked) {
      continue;  // anomalous without a mask: nothing to compare pixels with
    }
    any_mask = any_mask || masked;
    rows.push_back(row);
  }
  if (!any_mask) {
    return nullptr;
  }
  return std::make_unique<ScoreFilePixels>(file_, std::move(rows));
}

ScoreFile::Unseen ScoreFile::unseen(const std::string& unit) const {
  double pixels = 0.0;
  double hidden = 0.0;
  double defective = 0.0;
  double hidden_defective = 0.0;
  for (std::size_t i = 0; i < table_.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    if (table_.unit[i] != unit || table_.split[i] != Split::kTest || !has_map(row)) {
      continue;
    }
    const std::vector<std::int64_t> shape = file_.shape(map_folder(row) + "/scores");
    const Window seen =
        seen_window(file_.read_doubles(map_folder(row) + "/covered"), shape[0], shape[1]);
    const auto total = static_cast<double>(shape[0] * shape[1]);
    const auto kept = static_cast<double>((seen.bottom - seen.top) * (seen.right - seen.left));
    pixels += total;
    hidden += total - kept;
    const std::optional<Mask> truth = mask(row);
    if (!truth || kept == total) {
      defective +=
          truth ? static_cast<double>(std::count(truth->pixels.begin(), truth->pixels.end(), 1))
                : 0.0;
      continue;
    }
    for (std::int64_t y = 0; y < truth->height; ++y) {
      for (std::int64_t x = 0; x < truth->width; ++x) {
        if (truth->pixels[static_cast<std::size_t>(y * truth->width + x)] != 0) {
          defective += 1.0;
          const bool inside = y >= seen.top && y < seen.bottom && x >= seen.left && x < seen.right;
          hidden_defective += inside ? 0.0 : 1.0;
        }
      }
    }
  }
  return {pixels > 0.0 ? hidden / pixels : 0.0,
          defective > 0.0 ? hidden_defective / defective : 0.0};
}

}  // namespace goodparts
