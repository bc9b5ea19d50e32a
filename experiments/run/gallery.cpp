#include "experiments/run/gallery.h"

#include <algorithm>
#include <limits>

#include "experiments/store/pictures.h"

namespace goodparts {
namespace {

constexpr std::int64_t kLongestSide = 320;

struct Pick {
  std::int64_t row;
  const char* kind;
};

// The rows of one unit by outcome, the most telling first: escapes by lowest score, false alarms by
// highest, caught by lowest (the narrowest), passed by highest.
struct Outcomes {
  std::vector<std::int64_t> escapes, false_alarms, caught, passed;
};

Outcomes sort_outcomes(const ScoreFile& scores, const std::string& unit, double threshold) {
  const ScoreTable& table = scores.table();
  Outcomes outcomes;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    if (table.unit[i] != unit || table.split[i] != Split::kTest || table.label[i] < 0 ||
        !scores.has_map(row)) {
      continue;
    }
    const bool flagged = table.score[i] > threshold;
    const bool anomalous = table.label[i] == 1;
    (anomalous ? (flagged ? outcomes.caught : outcomes.escapes)
               : (flagged ? outcomes.false_alarms : outcomes.passed))
        .push_back(row);
  }
  const auto score = [&](std::int64_t row) { return table.score[static_cast<std::size_t>(row)]; };
  const auto lowest = [&](std::int64_t a, std::int64_t b) { return score(a) < score(b); };
  const auto highest = [&](std::int64_t a, std::int64_t b) { return score(a) > score(b); };
  std::stable_sort(outcomes.escapes.begin(), outcomes.escapes.end(), lowest);
  std::stable_sort(outcomes.caught.begin(), outcomes.caught.end(), lowest);
  std::stable_sort(outcomes.false_alarms.begin(), outcomes.false_alarms.end(), highest);
  std::stable_sort(outcomes.passed.begin(), outcomes.passed.end(), highest);
  return outcomes;
}

std::vector<Pick> choose(const Outcomes& outcomes, std::int64_t count) {
  const auto size = [](const std::vector<std::int64_t>& rows) {
    return static_cast<std::int64_t>(rows.size());
  };
  const std::int64_t half = (count + 1) / 2;
  const std::int64_t alarms =
      std::min(size(outcomes.false_alarms), std::max(half, count - size(outcomes.escapes)));
  std::vector<Pick> picks;
  const auto take = [&](const std::vector<std::int64_t>& rows, const char* kind,
                        std::int64_t most) {
    most = std::min({most, size(rows), count - static_cast<std::int64_t>(picks.size())});
    for (std::int64_t i = 0; i < most; ++i) {
      picks.push_back({rows[static_cast<std::size_t>(i)], kind});
    }
  };
  take(outcomes.escapes, "escape", count - alarms);
  take(outcomes.false_alarms, "false_alarm", count);
  const std::int64_t left = count - static_cast<std::int64_t>(picks.size());
  take(outcomes.caught, "caught", (left + 1) / 2);
  take(outcomes.passed, "passed", count);
  return picks;
}

// One colour scale for a unit: from its calmest picture to its strongest, so that pictures can be
// compared.
std::pair<double, double> colour_scale(const ScoreFile& scores, const std::vector<Pick>& picks) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Pick& pick : picks) {
    const AnomalyMap map = scores.map(pick.row);
    const auto [least, most] = std::minmax_element(map.values.begin(), map.values.end());
    low = std::min(low, static_cast<double>(*least));
    high = std::max(high, static_cast<double>(*most));
  }
  return {low, high};
}

}  // namespace

std::vector<GalleryItem> make_gallery(const ScoreFile& scores, const Evaluation& evaluation,
                                      std::int64_t count, const PictureOfRow& picture) {
  std::vector<GalleryItem> items;
  const ScoreTable& table = scores.table();
  for (const UnitEvaluation& unit : evaluation.units) {
    const double threshold =
        unit.choice.available ? unit.choice.threshold : unit.oracle_f1.threshold;
    const std::vector<Pick> picks = choose(sort_outcomes(scores, unit.name, threshold), count);
    const auto [low, high] = colour_scale(scores, picks);
    for (const Pick& pick : picks) {
      const auto i = static_cast<std::size_t>(pick.row);
      const AnomalyMap map = scores.map(pick.row);
      const Picture original = picture(pick.row);
      GalleryItem item{
          unit.name, table.id[i], pick.kind, table.defect[i], table.score[i], threshold, {},
          {},        {},          {}};
      item.original = jpeg(original, kLongestSide);
      item.heatmap = jpeg(heatmap(map, low, high), kLongestSide);
      item.overlay = jpeg(overlay(original, map, low, high), kLongestSide);
      if (const auto mask = scores.mask(pick.row)) {
        item.mask = jpeg(mask_picture(*mask), kLongestSide);
      }
      items.push_back(std::move(item));
    }
  }
  return items;
}

}  // namespace goodparts
