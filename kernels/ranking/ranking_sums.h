// The sums from which the area under the ROC curve and the average precision follow, taken up along
// a descending sweep over tied scores.
#pragma once

#include <cstdint>

namespace goodparts {

// What is flagged before and after a step down the ranking. Steps that flag nothing anomalous add
// nothing and may be left out.
class RankingSums {
 public:
  void add(std::int64_t tp_before, std::int64_t tp, std::int64_t fp_before, std::int64_t fp) {
    const std::int64_t added = tp - tp_before;
    twice_losses_ += static_cast<std::uint64_t>(added) * static_cast<std::uint64_t>(fp_before + fp);
    precision_sum_ +=
        static_cast<double>(added) * static_cast<double>(tp) / static_cast<double>(tp + fp);
  }

  // Twice the pairs in which a good sample outscores an anomalous one, a tie counting half (Mann &
  // Whitney 1947). An integer, exact while 2 · anomalous · good < 2⁶⁴.
  std::uint64_t twice_losses() const { return twice_losses_; }
  // Σ over anomalous samples of the precision where they are flagged.
  double precision_sum() const { return precision_sum_; }

 private:
  std::uint64_t twice_losses_ = 0;
  double precision_sum_ = 0.0;
};

}  // namespace goodparts
