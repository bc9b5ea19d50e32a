// The values of a sweep. Float ranges add up as Hydra's do: with Python's decimal module, that is,
// exactly but for rounding each sum to 28 significant digits. It decides whether the last value of
// range(0,0.3,0.1) is 0.2 or 0.3.
#include <fmt/format.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>

#include "experiments/config/override_functions.h"
#include "experiments/config/override_order.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

using boost::multiprecision::cpp_int;

constexpr std::size_t kMostValues =
    1'000'000;                       // more is a slip of the pen, and would fill the memory
constexpr std::size_t kDigits = 28;  // the precision of Python's default decimal context

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

void check_count(std::size_t count) {
  if (count > kMostValues) {
    fail(fmt::format("range() has more than {} values; make the step larger", kMostValues));
  }
}

// How many binary, and so decimal, places stand after the point.
unsigned places(double value) {
  unsigned count = 0;
  for (; value != std::trunc(value); value *= 2.0) {
    ++count;
  }
  return count;
}

// value · 10^scale, exactly; scale >= places(value).
cpp_int scaled(double value, unsigned scale) {
  const unsigned count = places(value);
  const cpp_int binary(std::ldexp(value, static_cast<int>(count)));
  return binary * pow(cpp_int(5), count) * pow(cpp_int(10), scale - count);
}

// Half to even, at kDigits significant digits.
cpp_int rounded(const cpp_int& value) {
  const std::size_t digits = cpp_int(abs(value)).str().size();
  if (digits <= kDigits) {
    return value;
  }
  const cpp_int unit = pow(cpp_int(10), static_cast<unsigned>(digits - kDigits));
  cpp_int quotient = value / unit;
  const cpp_int twice_rest = 2 * abs(value % unit);
  if (twice_rest > unit || (twice_rest == unit && quotient % 2 != 0)) {
    quotient += value < 0 ? -1 : 1;
  }
  return quotient * unit;
}

double unscaled(const cpp_int& value, unsigned scale) {
  const std::string text = fmt::format("{}e-{}", value.str(), scale);
  double result = 0.0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

std::vector<Value> float_range(double start, double stop, double step) {
  if (!std::isfinite(start) || !std::isfinite(stop) || !std::isfinite(step)) {
    fail("range() wants finite numbers");
  }
  check_count(static_cast<std::size_t>(std::min(std::abs((stop - start) / step), 1e18)));
  const unsigned scale = std::max({places(start), places(stop), places(step)});
  const cpp_int end = scaled(stop, scale);
  const cpp_int delta = scaled(step, scale);
  std::vector<Value> values;
  for (cpp_int value = scaled(start, scale); delta > 0 ? value < end : value > end;
       value = rounded(value + delta)) {
    values.emplace_back().data = unscaled(value, scale);
    check_count(values.size());
  }
  return values;
}

std::vector<Value> int_range(std::int64_t start, std::int64_t stop, std::int64_t step) {
  std::vector<Value> values;
  for (std::int64_t value = start; step > 0 ? value < stop : value > stop;) {
    values.emplace_back().data = value;
    check_count(values.size());
    if (__builtin_add_overflow(value, step, &value)) {
      break;
    }
  }
  return values;
}

std::vector<Value> range_values(const RangeSweep& sweep) {
  const double step = *as_number(sweep.bounds[2]);
  if (step == 0.0) {
    fail("range() cannot step by 0");
  }
  const auto is_double = [](const Value& value) { return value.is<double>(); };
  if (std::any_of(sweep.bounds.begin(), sweep.bounds.end(), is_double)) {
    return float_range(*as_number(sweep.bounds[0]), *as_number(sweep.bounds[1]), step);
  }
  const auto integer = [&](std::size_t i) { return sweep.bounds[i].get<std::int64_t>(); };
  return int_range(integer(0), integer(1), integer(2));
}

}  // namespace

std::vector<Value> sweep_values(const Value& sweep) {
  if (sweep.is<ChoiceSweep>()) {
    std::vector<Value> values = sweep.get<ChoiceSweep>().list;
    if (sweep.get<ChoiceSweep>().shuffle) {
      shuffle_values(values);
    }
    return values;
  }
  if (sweep.is<RangeSweep>()) {
    std::vector<Value> values = range_values(sweep.get<RangeSweep>());
    if (sweep.get<RangeSweep>().shuffle) {
      shuffle_values(values);
    }
    return values;
  }
  fail("only choice() and range() can be enumerated");
}

}  // namespace goodparts::config
