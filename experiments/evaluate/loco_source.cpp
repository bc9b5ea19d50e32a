#include "experiments/evaluate/loco_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "datasets/image/decode.h"
#include "experiments/evaluate/map_file.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
  throw Error(ErrorKind::kData, fmt::format("{}: {}", path.string(), what));
}

AnnotatedDefect read_defect(const fs::path& path, const AnomalyMap& map,
                            const Saturations& saturations) {
  const DecodedImage image = decode_image(path);
  const auto* const pixels = std::get_if<Pixels<std::uint8_t>>(&image);
  if (pixels == nullptr || pixels->channels != 1) {
    fail(path, "is no grey mask of 8 bits, as MVTec LOCO's are");
  }
  if (pixels->height != map.height || pixels->width != map.width) {
    fail(path,
         fmt::format("is {} × {}, but the map is {} × {}; write maps at the size of the masks",
                     pixels->height, pixels->width, map.height, map.width));
  }
  int value = 0;
  std::int64_t area = 0;
  for (const std::uint8_t pixel : pixels->values) {
    if (pixel == 0) {
      continue;
    }
    if (value != 0 && pixel != value) {
      fail(path,
           fmt::format("has pixels of value {} and {}; each mask marks one defect", value, pixel));
    }
    value = pixel;
    ++area;
  }
  const auto found = saturations.find(value);
  if (found == saturations.end()) {
    fail(path,
         fmt::format("has pixels of value {}, which the file of saturations does not name", value));
  }
  return {pixels->values, saturation_area(area, found->second.threshold, found->second.relative)};
}

AnomalyKind kind_of(const ScoreTable& table, std::size_t row) {
  const std::string text = table.id[row] + " " + table.defect[row];
  if (text.find("structural") != std::string::npos) {
    return AnomalyKind::kStructural;
  }
  if (text.find("logical") != std::string::npos) {
    return AnomalyKind::kLogical;
  }
  throw Error(
      ErrorKind::kData,
      fmt::format("part '{}': neither its id nor its defect '{}' says structural or logical, "
                  "which sPRO tells apart",
                  table.id[row], table.defect[row]));
}

}  // namespace

Saturations read_saturations(const fs::path& path) {
  std::ifstream file(path);
  if (!file) {
    fail(path, "no such file, or it cannot be read (--saturation)");
  }
  Saturations saturations;
  try {
    for (const nlohmann::json& entry : nlohmann::json::parse(file)) {
      saturations[entry.at("pixel_value").get<int>()] = {
          entry.at("defect_name").get<std::string>(),
          entry.at("saturation_threshold").get<double>(),
          entry.at("relative_saturation").get<bool>()};
    }
  } catch (const nlohmann::json::exception& wrong) {
    fail(path, fmt::format("is no defects_config.json of MVTec LOCO AD: {}", wrong.what()));
  }
  return saturations;
}

LocoSource::LocoSource(const ScoreTable& table, const MapFolder& maps,
                       const Saturations& saturations, const std::string& unit)
    : table_(table), maps_(maps), saturations_(saturations) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (table.unit[row] == unit && table.split[row] == Split::kTest && table.label[row] >= 0 &&
        !maps.files(row).map.empty()) {
      rows_.push_back(row);
    }
  }
}

AnnotatedImage LocoSource::read(std::int64_t index) const {
  const std::size_t row = rows_[static_cast<std::size_t>(index)];
  const MapFolder::Files& files = maps_.files(row);
  const AnomalyMap map = read_map_file(files.map);
  AnnotatedImage image{map.height, map.width, map.values, AnomalyKind::kGood, {}};
  if (table_.label[row] == 1) {
    image.kind = kind_of(table_, row);
    for (const fs::path& path : files.masks) {
      image.defects.push_back(read_defect(path, map, saturations_));
    }
  }
  return image;
}

std::vector<ConventionValue> loco_conventions(const AnnotatedSource& source) {
  const SaturatedPro found = saturated_pro(source);
  std::vector<ConventionValue> values;
  for (std::size_t i = 0; i < kSaturatedProLimits.size(); ++i) {
    const auto add = [&](const char* kind, const std::vector<double>& areas) {
      values.push_back({fmt::format("AU-sPRO {:.2f}", kSaturatedProLimits[i]),
                        fmt::format("loco_spro, {}", kind), areas[i], true,
                        "a defect is found once its saturation area is; area up to the limit, "
                        "divided by it",
                        "Bergmann et al. 2022, MVTec LOCO AD"});
    };
    add("structural", found.structural);
    add("logical", found.logical);
    add("mean", found.mean);
  }
  return values;
}

}  // namespace goodparts
