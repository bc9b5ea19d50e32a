// The choices of PyYAML's emitter in block style, as OmegaConf.to_yaml sets it up: a plain scalar
// where it reads back as the same string, else single quotes, else double quotes with escapes.
// Unlike PyYAML, long strings are not folded.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "experiments/config/number_text.h"
#include "experiments/config/yaml.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f; }

// Letters that YAML 1.1 reads as booleans and OmegaConf quotes, though it does not read them so
// itself.
bool is_boolean_letter(std::string_view text) {
  return text == "y" || text == "Y" || text == "n" || text == "N";
}

// PyYAML's dumper, unlike OmegaConf's loader, takes 2024-05-01 for a date.
bool looks_like_date(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return text.size() >= 8 && digit(0) && digit(1) && digit(2) && digit(3) && text[4] == '-' &&
         digit(5) && text.find_first_not_of("0123456789-:. tTzZ+") == std::string_view::npos &&
         text.find('-', 5) <= 7;
}

bool reads_back_as_string(std::string_view text) {
  if (is_boolean_letter(text) || looks_like_date(text) || parse_python_float(text).has_value() ||
      text == "=" || text == "<<") {
    return false;
  }
  try {
    return resolve_scalar(text).is_string();
  } catch (const Error&) {  // an integer too large
    return false;
  }
}

bool may_be_plain(std::string_view text) {
  if (text.empty() || is_blank(text.front()) || is_blank(text.back())) {
    return false;
  }
  if (std::string_view("#,[]{}&*!|>'\"%@`").find(text.front()) != std::string_view::npos) {
    return false;
  }
  const bool blank_second = text.size() == 1 || is_blank(text[1]);
  if ((text.front() == '-' || text.front() == '?' || text.front() == ':') && blank_second) {
    return false;
  }
  if (text.starts_with("---") || text.starts_with("...")) {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool blank_next = i + 1 == text.size() || is_blank(text[i + 1]);
    if (text[i] == '\n' || is_control(text[i]) || (text[i] == ':' && blank_next) ||
        (text[i] == '#' && i > 0 && is_blank(text[i - 1]))) {
      return false;
    }
  }
  return true;
}

// Single quotes cannot hold control characters, nor keep blanks beside a line break; and yaml-cpp
// miscounts several line breaks at the end.
bool may_be_single_quoted(std::string_view text) {
  if (text.ends_with("\n\n") || text == "\n") {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool at_break = text[i] == ' ' && ((i > 0 && text[i - 1] == '\n') ||
                                             (i + 1 < text.size() && text[i + 1] == '\n'));
    if (is_control(text[i]) || at_break) {
      return false;
    }
  }
  return true;
}

std::string single_quoted(std::string_view text, int indent) {
  std::string result = "'";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') {
      result += "''";
    } else if (text[i] == '\n') {  // one break in the text is two in the file
      result += i > 0 && text[i - 1] == '\n' ? "\n" : "\n\n";
      if (i + 1 == text.size() || text[i + 1] != '\n') {
        result.append(static_cast<std::size_t>(indent), ' ');
      }
    } else {
      result += text[i];
    }
  }
  return result + "'";
}

std::string double_quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        result += "\\\"";
        break;
      case '\\':
        result += "\\\\";
        break;
      case '\n':
        result += "\\n";
        break;
      case '\t':
        result += "\\t";
        break;
      case '\r':
        result += "\\r";
        break;
      default:
        result += is_control(c) ? fmt::format("\\x{:02X}", static_cast<unsigned char>(c))
                                : std::string(1, c);
    }
  }
  return result + "\"";
}

std::string quoted_string(std::string_view text, int indent) {
  if (reads_back_as_string(text) && may_be_plain(text)) {
    return std::string(text);
  }
  return may_be_single_quoted(text) ? single_quoted(text, indent) : double_quoted(text);
}

std::string float_text(double value) {
  const std::string text = python_float(value);
  if (text == "inf" || text == "-inf" || text == "nan") {
    return text.front() == '-' ? "-.inf" : fmt::format(".{}", text);
  }
  if (const std::size_t e = text.find('e');
      e != std::string::npos && text.find('.') == std::string::npos) {
    // YAML 1.1 reads 1e-05 as a string
    return fmt::format("{}.0{}", text.substr(0, e), text.substr(e));
  }
  return text;
}

std::string scalar_text(const Node& node, int indent) {
  if (node.is_null()) {
    return "null";
  }
  if (node.is_bool()) {
    return node.as_bool() ? "true" : "false";
  }
  if (node.is_double()) {
    return float_text(node.as_double());
  }
  return node.is_int() ? std::to_string(node.as_int()) : quoted_string(node.as_string(), indent);
}

// What stands on the line of its key or dash: a scalar or an empty container.
std::string leaf_text(const Node& node, int indent) {
  if (node.is_scalar()) {
    return scalar_text(node, indent) + "\n";
  }
  return node.is_map() ? "{}\n" : "[]\n";
}

// A key that is the canonical spelling of a number or a bool was one when it was read, see node.h.
std::string key_text(const std::string& key) {
  if (key == "true" || key == "false") {
    return key;
  }
  if (const auto number = parse_python_int(key);
      number.has_value() && std::to_string(*number) == key) {
    return key;
  }
  if (const auto number = parse_python_float(key);
      number.has_value() && std::isfinite(*number) && python_float(*number) == key) {
    return float_text(*number);
  }
  if (may_be_single_quoted(key) && key.find('\n') == std::string::npos) {
    return quoted_string(key, 0);
  }
  return double_quoted(key);
}

void write_list(const Node& node, int indent, bool after_dash, std::string& out);

// The entries of a non-empty map; `after_dash`: the first line continues one that holds "- ".
void write_map(const Node& node, int indent, bool after_dash, std::string& out) {
  for (const auto& [key, value] : node.entries()) {
    out.append(after_dash ? 0 : static_cast<std::size_t>(indent), ' ');
    after_dash = false;
    out += key_text(key) + ":";
    if (value.is_map() && !value.entries().empty()) {
      out += "\n";
      write_map(value, indent + 2, false, out);
    } else if (value.is_list() && !value.items().empty()) {
      out += "\n";
      write_list(value, indent, false, out);
    } else {
      out += ' ';
      out += leaf_text(value, indent + 2);
    }
  }
}

void write_list(const Node& node, int indent, bool after_dash, std::string& out) {
  for (const Node& item : node.items()) {
    out.append(after_dash ? 0 : static_cast<std::size_t>(indent), ' ');
    after_dash = false;
    out += "- ";
    if (item.is_map() && !item.entries().empty()) {
      write_map(item, indent + 2, true, out);
    } else if (item.is_list() && !item.items().empty()) {
      write_list(item, indent + 2, true, out);
    } else {
      out += leaf_text(item, indent + 2);
    }
  }
}

}  // namespace

std::string to_yaml(const Node& node) {
  std::string out;
  if (node.is_map()) {
    write_map(node, 0, false, out);
    return out.empty() ? "{}\n" : out;
  }
  if (node.is_list()) {
    write_list(node, 0, false, out);
    return out.empty() ? "[]\n" : out;
  }
  return scalar_text(node, 0) + "\n";
}

}  // namespace goodparts::config
