#include "experiments/config/number_text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <limits>

namespace goodparts::config {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\r\f\v";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Removes a leading sign; true for a minus.
bool take_sign(std::string_view& text) {
  if (text.empty() || (text.front() != '-' && text.front() != '+')) {
    return false;
  }
  const bool negative = text.front() == '-';
  text.remove_prefix(1);
  return negative;
}

// Python takes an underscore only between two digits.
bool underscores_between_digits(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_' &&
        (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))) {
      return false;
    }
  }
  return true;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

}  // namespace

std::string without_underscores(std::string_view text) {
  std::string result(text);
  std::erase(result, '_');
  return result;
}

std::optional<std::int64_t> parse_digits(std::string_view digits, int base, bool negative) {
  if (digits.empty() || digits.front() == '-') {
    return std::nullopt;
  }
  std::string text(negative ? "-" : "");
  text += digits;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> parse_python_int(std::string_view text) {
  text = trimmed(text);
  const bool negative = take_sign(text);
  if (!underscores_between_digits(text)) {
    return std::nullopt;
  }
  return parse_digits(without_underscores(text), 10, negative);
}

std::optional<double> parse_python_float(std::string_view text) {
  text = trimmed(text);
  const bool negative = take_sign(text);
  const double sign = negative ? -1.0 : 1.0;
  const std::string word = lower(text);
  if (word == "inf" || word == "infinity") {
    return sign * std::numeric_limits<double>::infinity();
  }
  if (word == "nan") {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (text.empty() || !(is_digit(text.front()) || text.front() == '.') ||
      !underscores_between_digits(text)) {
    return std::nullopt;
  }
  const std::string plain = without_underscores(text);
  double value = 0.0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (end != plain.data() + plain.size()) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {
    value = std::strtod(plain.c_str(), nullptr);  // infinity or zero, as Python has it
  } else if (error != std::errc()) {
    return std::nullopt;
  }
  return sign * value;
}

}  // namespace goodparts::config
