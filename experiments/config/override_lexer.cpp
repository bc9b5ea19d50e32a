#include "experiments/config/override_lexer.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

// digit (_? digit)*
std::size_t match_digits(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size()) {
    if (is_digit(text[n])) {
      ++n;
    } else if (n > 0 && text[n] == '_' && n + 1 < text.size() && is_digit(text[n + 1])) {
      n += 2;
    } else {
      break;
    }
  }
  return n;
}

// 0, or digits that start with another digit.
std::size_t match_unsigned(std::string_view text) {
  return !text.empty() && text.front() == '0' ? 1 : match_digits(text);
}

std::size_t sign_length(std::string_view text) {
  return !text.empty() && (text.front() == '+' || text.front() == '-') ? 1 : 0;
}

// "1." ".5" "1.5"
std::size_t match_point_float(std::string_view text) {
  const std::size_t whole = match_unsigned(text);
  if (whole >= text.size() || text[whole] != '.') {
    return 0;
  }
  const std::size_t fraction = match_digits(text.substr(whole + 1));
  return whole + fraction > 0 ? whole + 1 + fraction : 0;
}

std::size_t match_exponent(std::string_view text) {
  if (text.empty() || (text.front() != 'e' && text.front() != 'E')) {
    return 0;
  }
  const std::size_t sign = sign_length(text.substr(1));
  const std::size_t digits = match_digits(text.substr(1 + sign));
  return digits > 0 ? 1 + sign + digits : 0;
}

std::size_t match_key_special(std::string_view text) {
  const auto starts = [](char c) { return is_letter(c) || c == '_' || c == '$'; };
  if (text.empty() || !starts(text.front())) {
    return 0;
  }
  std::size_t n = 1;
  while (n < text.size() && (starts(text[n]) || is_digit(text[n]) || text[n] == '-')) {
    ++n;
  }
  return n;
}

std::size_t match_dot_path(std::string_view text) {
  const auto part = [](std::string_view rest) {
    return std::max(match_key_special(rest), match_unsigned(rest));
  };
  std::size_t n = part(text);
  std::size_t matched = 0;
  while (n > 0 && n < text.size() && text[n] == '.') {
    const std::size_t next = part(text.substr(n + 1));
    if (next == 0) {
      break;
    }
    n += 1 + next;
    matched = n;
  }
  return matched;
}

std::size_t match_int(std::string_view text) {
  const std::size_t sign = sign_length(text);
  const std::size_t digits = match_unsigned(text.substr(sign));
  return digits > 0 ? sign + digits : 0;
}

std::size_t match_float(std::string_view text) {
  const std::size_t sign = sign_length(text);
  const std::string_view rest = text.substr(sign);
  if (equals_ignoring_case(rest.substr(0, 3), "inf") ||
      equals_ignoring_case(rest.substr(0, 3), "nan")) {
    return sign + 3;
  }
  const std::size_t point = match_point_float(rest);
  const std::size_t mantissa = point > 0 ? point : match_unsigned(rest);
  const std::size_t exponent = mantissa > 0 ? match_exponent(rest.substr(mantissa)) : 0;
  return point + exponent > 0 ? sign + mantissa + exponent : 0;
}

std::size_t match_id(std::string_view text) {
  if (text.empty() || !(is_letter(text.front()) || text.front() == '_')) {
    return 0;
  }
  std::size_t n = 1;
  while (n < text.size() &&
         (is_letter(text[n]) || is_digit(text[n]) || text[n] == '_' || text[n] == '-')) {
    ++n;
  }
  return n;
}

std::size_t match_escape(std::string_view text) {
  constexpr std::string_view kEscapable = "\\()[]{}:=, \t";
  std::size_t n = 0;
  while (n + 1 < text.size() && text[n] == '\\' &&
         kEscapable.find(text[n + 1]) != std::string_view::npos) {
    n += 2;
  }
  return n;
}

bool is_unquoted_char(char c) {
  return std::string_view("/-\\+.$%*@?|").find(c) != std::string_view::npos;
}

// A quote closes where an even number of backslashes precedes it.
std::size_t match_quoted(std::string_view text) {
  if (text.empty() || (text.front() != '\'' && text.front() != '"')) {
    return 0;
  }
  std::size_t backslashes = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == text.front() && backslashes % 2 == 0) {
      return i + 1;
    }
    backslashes = text[i] == '\\' ? backslashes + 1 : 0;
  }
  return 0;
}

std::size_t match_interpolation(std::string_view text) {
  if (!text.starts_with("${")) {
    return 0;
  }
  const std::size_t close = text.find('}');
  return close == std::string_view::npos || close == 2 ? 0 : close + 1;
}

// blanks? `symbol` blanks?, each optional part as asked for
std::size_t match_symbol(std::string_view text, char symbol, bool blanks_before,
                         bool blanks_after) {
  const std::size_t before = blanks_before ? match_blanks(text) : 0;
  if (before >= text.size() || text[before] != symbol) {
    return 0;
  }
  return before + 1 + (blanks_after ? match_blanks(text.substr(before + 1)) : 0);
}

struct Match {
  TokenKind kind = TokenKind::kEnd;
  std::size_t length = 0;
  // Longer wins; of two equally long ones the first that was tried.
  void offer(TokenKind other, std::size_t other_length) {
    if (other_length > length) {
      kind = other;
      length = other_length;
    }
  }
};

Match match_in_key(std::string_view text) {
  Match match;
  match.offer(TokenKind::kEqual, match_symbol(text, '=', false, true));
  match.offer(TokenKind::kTilde, match_symbol(text, '~', false, false));
  match.offer(TokenKind::kPlus, match_symbol(text, '+', false, false));
  match.offer(TokenKind::kAt, match_symbol(text, '@', false, false));
  match.offer(TokenKind::kColon, match_symbol(text, ':', false, false));
  match.offer(TokenKind::kSlash, match_symbol(text, '/', false, false));
  match.offer(TokenKind::kId, match_id(text));
  match.offer(TokenKind::kKeySpecial, match_key_special(text));
  match.offer(TokenKind::kDotPath, match_dot_path(text));
  return match;
}

Match match_in_value(std::string_view text) {
  Match match;
  match.offer(TokenKind::kParenOpen, match_symbol(text, '(', true, true));
  match.offer(TokenKind::kComma, match_symbol(text, ',', true, true));
  match.offer(TokenKind::kParenClose, match_symbol(text, ')', true, false));
  match.offer(TokenKind::kBracketOpen, match_symbol(text, '[', false, true));
  match.offer(TokenKind::kBracketClose, match_symbol(text, ']', true, false));
  match.offer(TokenKind::kBraceOpen, match_symbol(text, '{', false, true));
  match.offer(TokenKind::kBraceClose, match_symbol(text, '}', true, false));
  match.offer(TokenKind::kColon, match_symbol(text, ':', true, true));
  match.offer(TokenKind::kEqual, match_symbol(text, '=', true, true));
  const Token word = match_plain_word(text);
  match.offer(word.kind, word.text.size());
  match.offer(TokenKind::kQuoted, match_quoted(text));
  match.offer(TokenKind::kInterpolation, match_interpolation(text));
  return match;
}

}  // namespace

Token match_plain_word(std::string_view text) {
  Match match;
  match.offer(TokenKind::kFloat, match_float(text));
  match.offer(TokenKind::kInt, match_int(text));
  const std::size_t id = match_id(text);
  const std::string_view word = text.substr(0, id);
  if (equals_ignoring_case(word, "true") || equals_ignoring_case(word, "false")) {
    match.offer(TokenKind::kBool, id);
  } else if (equals_ignoring_case(word, "null")) {
    match.offer(TokenKind::kNull, id);
  }
  match.offer(TokenKind::kUnquotedChar, !text.empty() && is_unquoted_char(text.front()) ? 1 : 0);
  match.offer(TokenKind::kId, id);
  match.offer(TokenKind::kEscape, match_escape(text));
  match.offer(TokenKind::kBlanks, match_blanks(text));
  return {match.kind, text.substr(0, match.length), 0};
}

std::size_t match_blanks(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_blank);
  return static_cast<std::size_t>(end - text.begin());
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return text.size() == lower_case.size() &&
         std::equal(text.begin(), text.end(), lower_case.begin(), [](char a, char b) {
           return (is_letter(a) ? static_cast<char>(a | 0x20) : a) == b;
         });
}

std::vector<Token> lex_override(std::string_view input, bool in_key) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < input.size()) {
    const std::string_view rest = input.substr(at);
    const Match match = in_key ? match_in_key(rest) : match_in_value(rest);
    if (match.length == 0) {
      const char c = rest.front();
      const std::string hint = c == '\'' || c == '"' ? "the quote is not closed"
                               : in_key ? "keys are made of letters, digits, _, -, $ and dots"
                                        : "put the value in quotes";
      throw Error(ErrorKind::kConfig, fmt::format("unexpected '{}' at position {}: {}",
                                                  rest.substr(0, 1), at + 1, hint));
    }
    tokens.push_back({match.kind, rest.substr(0, match.length), at});
    if (in_key && match.kind == TokenKind::kEqual) {
      in_key = false;
    }
    at += match.length;
  }
  tokens.push_back({TokenKind::kEnd, input.substr(input.size()), input.size()});
  return tokens;
}

}  // namespace goodparts::config
