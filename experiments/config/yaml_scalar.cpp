// The implicit types of plain YAML scalars, by the expressions that PyYAML's resolver and
// OmegaConf's float fix use (https://yaml.org/type/ for YAML 1.1), in their order: null, bool,
// float, int, OmegaConf's float.
#include <fmt/format.h>

#include <array>
#include <limits>
#include <regex>

#include "experiments/config/number_text.h"
#include "experiments/config/yaml.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

constexpr std::array<std::string_view, 9> kTrue = {"yes",  "Yes", "YES", "true", "True",
                                                   "TRUE", "on",  "On",  "ON"};
constexpr std::array<std::string_view, 9> kFalse = {"no",    "No",  "NO",  "false", "False",
                                                    "FALSE", "off", "Off", "OFF"};

bool contains(const std::array<std::string_view, 9>& words, std::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool matches(std::string_view text, const std::regex& expression) {
  return std::regex_match(text.begin(), text.end(), expression);
}

bool is_float_text(std::string_view text) {
  static const std::regex kFloat(
      "[-+]?[0-9][0-9_]*\\.[0-9_]*([eE][-+]?[0-9]+)?"
      "|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
      "|\\._*[0-9][0-9_]*([eE][-+][0-9]+)?"
      "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\\.[0-9_]*"
      "|[-+]?\\.(inf|Inf|INF)"
      "|\\.(nan|NaN|NAN)");
  return matches(text, kFloat);
}

bool is_int_text(std::string_view text) {
  static const std::regex kInt(
      "[-+]?0b_*[01][01_]*"
      "|[-+]?0[0-7_]+"
      "|[-+]?(0|[1-9][0-9_]*)"
      "|[-+]?0x_*[0-9a-fA-F][0-9a-fA-F_]*"
      "|[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+");
  return matches(text, kInt);
}

// 1:30 is 1·60 + 30; the text holds a colon and no sign.
double sexagesimal(std::string_view text) {
  double value = 0.0;
  while (!text.empty()) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    value = value * 60.0 + parse_python_float(text.substr(0, colon)).value_or(0.0);
    text.remove_prefix(std::min(colon + 1, text.size()));
  }
  return value;
}

Node float_node(std::string_view text) {
  std::string plain = without_underscores(text);
  const bool negative = plain.front() == '-';
  if (plain.front() == '-' || plain.front() == '+') {
    plain.erase(0, 1);
  }
  const double sign = negative ? -1.0 : 1.0;
  if (plain.find(':') != std::string::npos) {
    return Node(sign * sexagesimal(plain));
  }
  if (plain.size() == 4 && plain[0] == '.' && (plain[1] == 'i' || plain[1] == 'I')) {
    return Node(sign * std::numeric_limits<double>::infinity());
  }
  if (plain.size() == 4 && plain[0] == '.' && (plain[1] == 'n' || plain[1] == 'N')) {
    return Node(std::numeric_limits<double>::quiet_NaN());
  }
  return Node(sign * parse_python_float(plain).value());
}

std::optional<std::int64_t> int_value(std::string_view text) {
  std::string plain = without_underscores(text);
  const bool negative = plain.front() == '-';
  if (plain.front() == '-' || plain.front() == '+') {
    plain.erase(0, 1);
  }
  if (plain.find(':') != std::string::npos) {
    const double value = sexagesimal(plain);
    if (value >= 9.0e15) {  // beyond what a double counts exactly
      return std::nullopt;
    }
    return static_cast<std::int64_t>(negative ? -value : value);
  }
  if (plain.starts_with("0b")) {
    return parse_digits(plain.substr(2), 2, negative);
  }
  if (plain.starts_with("0x")) {
    return parse_digits(plain.substr(2), 16, negative);
  }
  return parse_digits(plain, plain.size() > 1 && plain.front() == '0' ? 8 : 10, negative);
}

}  // namespace

Node resolve_scalar(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    return Node::null();
  }
  if (contains(kTrue, text)) {
    return Node(true);
  }
  if (contains(kFalse, text)) {
    return Node(false);
  }
  const char first = text.front();
  const bool may_be_number =
      (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
  if (!may_be_number) {
    return Node(std::string(text));
  }
  if (is_float_text(text)) {
    return float_node(text);
  }
  if (is_int_text(text)) {
    const std::optional<std::int64_t> value = int_value(text);
    if (!value.has_value()) {
      throw Error(
          ErrorKind::kConfig,
          fmt::format("the integer {} does not fit 64 bits; quote it if it is a name", text));
    }
    return Node(*value);
  }
  return Node(std::string(text));
}

}  // namespace goodparts::config
