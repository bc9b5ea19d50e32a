#include "reports/html/gallery.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace goodparts {
namespace {

double score_range(const Evaluation& evaluation, const std::string& name) {
  for (const UnitEvaluation& unit : evaluation.units) {
    const std::vector<double>& edges = unit.histogram.edges;
    if (unit.name == name && edges.size() > 1 && edges.back() > edges.front()) {
      return edges.back() - edges.front();
    }
  }
  return 1.0;
}

double distance(const GalleryItem& item, const Evaluation& evaluation) {
  return std::isnan(item.threshold)
             ? 0.0
             : std::abs(item.score - item.threshold) / score_range(evaluation, item.unit);
}

std::size_t bytes(const GalleryItem& item) {
  return item.original.size() + item.heatmap.size() + item.overlay.size() + item.mask.size();
}

void take_by_turns(std::vector<GalleryItem>& from_first, std::vector<GalleryItem>& from_second,
                   std::vector<GalleryItem>& to) {
  for (std::size_t i = 0; i < std::max(from_first.size(), from_second.size()); ++i) {
    if (i < from_first.size()) {
      to.push_back(std::move(from_first[i]));
    }
    if (i < from_second.size()) {
      to.push_back(std::move(from_second[i]));
    }
  }
}

}  // namespace

std::vector<GalleryItem> worst_first(std::vector<GalleryItem> items, const Evaluation& evaluation) {
  std::stable_sort(items.begin(), items.end(), [&](const GalleryItem& a, const GalleryItem& b) {
    return distance(a, evaluation) < distance(b, evaluation);
  });
  std::map<std::string, std::vector<GalleryItem>> kinds;
  for (GalleryItem& item : items) {
    kinds[item.kind].push_back(std::move(item));
  }
  std::reverse(kinds["escape"].begin(), kinds["escape"].end());
  std::reverse(kinds["false_alarm"].begin(), kinds["false_alarm"].end());
  std::vector<GalleryItem> ordered;
  take_by_turns(kinds["escape"], kinds["false_alarm"], ordered);
  take_by_turns(kinds["caught"], kinds["passed"], ordered);
  ordered.resize(std::min(ordered.size(), kMostPicturesPerRun));
  return ordered;
}

std::vector<std::size_t> pictures_that_fit(const std::vector<RunRecord>& runs, std::size_t budget) {
  std::vector<std::size_t> shown(runs.size(), 0);
  std::vector<bool> open(runs.size(), true);
  std::size_t used = 0;
  for (std::size_t turn = 0; turn < kMostPicturesPerRun; ++turn) {
    for (std::size_t i = 0; i < runs.size(); ++i) {
      open[i] =
          open[i] && turn < runs[i].gallery.size() && used + bytes(runs[i].gallery[turn]) <= budget;
      if (open[i]) {
        used += bytes(runs[i].gallery[turn]);
        ++shown[i];
      }
    }
  }
  return shown;
}

}  // namespace goodparts
