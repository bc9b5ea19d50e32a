// What lies above given scores, looked up while a sweep passes them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/pro/pixel_sweep.h"

namespace goodparts {

struct PixelsAbove {  // pixels that score more than a threshold
  std::int64_t fp = 0;
  std::int64_t tp = 0;
  double pro = 0.0;
};

class PixelQueries {
 public:
  // Returns the query's number. key: of ordered_key.h; what scores more is asked for.
  std::size_t add(std::uint32_t key);
  // threshold: any number but NaN; what scores more is asked for.
  std::size_t add_threshold(double threshold);

  // To be called with every step of the sweep, after all queries are added.
  void see(std::span<const PixelStep> steps);
  // The answers by number, once the sweep is over. good: of the same sweep.
  std::vector<PixelsAbove> answers(const KeyHistogram& good);

 private:
  struct Query {
    std::uint32_t key = 0;
    std::size_t number = 0;
    PixelsAbove above;
  };
  void sort();

  std::vector<Query> queries_;
  std::size_t next_ = 0;  // of the queries, by descending key
  bool sorted_ = false;
  PixelStep last_;
};

// The largest float that is not above the threshold: score > threshold exactly if score > it.
float float_below(double threshold);

}  // namespace goodparts
