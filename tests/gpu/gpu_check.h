// Checks and times of the CUDA kernels, through the public functions, without any test library:
// bare GPU machines have none.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kernels/base/context.h"

namespace goodparts::gpu {

Context on_gpu();  // what the public functions are called with

class Checks {
 public:
  explicit Checks(bool small) : small_(small) {}
  // Whether data of so many numbers are too many.
  bool skips(std::size_t numbers) const { return small_ && numbers > 50000; }
  // Prints each failure, and each group's outcome.
  void begin(const std::string& group);
  void expect(bool condition, const std::string& what);
  // Finite numbers whose largest difference is at most `bound` × the larger of 1 and the expected.
  void expect_near(const std::vector<float>& found, const std::vector<float>& expected,
                   double bound, const std::string& what);
  int failures() const { return failures_; }
  void end();

 private:
  bool small_;
  std::string group_;
  int in_group_ = 0;
  int failures_ = 0;
  int expectations_ = 0;
};

// In [low, high), from a small generator of its own; the same everywhere.
std::vector<float> uniform(std::int64_t count, std::uint64_t seed, float low = 0.0F,
                           float high = 1.0F);

// What the card can do at the most, measured.
struct Ceilings {
  double bytes_per_second = 0.0;       // of a copy within the device: read and written
  double operations_per_second = 0.0;  // of an 8192 × 8192 × 8192 bf16 product; 0: no cuBLAS
};
Ceilings measure_ceilings();
double measure_product_rate();  // with_cublas.cpp

// Milliseconds of `work` by CUDA events: the median of `repetitions` after two to warm up.
double median_ms(int repetitions, const std::function<void()>& work);

class Table {
 public:
  explicit Table(Ceilings ceilings) : ceilings_(ceilings) {}
  // bytes: that must cross the memory bus at the least; operations: by the plain definition.
  void row(const std::string& what, double ms, double bytes, double operations);

 private:
  Ceilings ceilings_;
};

void check_knn(Checks& checks);
void check_coreset(Checks& checks);
void check_coupling(Checks& checks);
void check_forest(Checks& checks);
void check_maps(Checks& checks);
void check_pixels(Checks& checks);
void check_staging(Checks& checks);
void time_knn(Table& table);
void time_coreset(Table& table);
void time_coupling(Table& table);
void time_forest(Table& table);
void time_maps(Table& table);
void time_pixels(Table& table);

}  // namespace goodparts::gpu
