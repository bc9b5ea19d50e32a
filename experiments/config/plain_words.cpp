#include "experiments/config/plain_words.h"

#include <fmt/format.h>

#include "experiments/config/number_text.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

Value literal(const Token& word) {
  switch (word.kind) {
    case TokenKind::kInt: {
      const std::optional<std::int64_t> number = parse_python_int(word.text);
      if (!number.has_value()) {
        throw Error(ErrorKind::kConfig,
                    fmt::format("the integer {} does not fit 64 bits; quote it if it is a name",
                                word.text));
      }
      return Value{*number};
    }
    case TokenKind::kFloat:
      return Value{parse_python_float(word.text).value()};
    case TokenKind::kBool:
      return Value{equals_ignoring_case(word.text, "true")};
    case TokenKind::kNull:
      return Value{};
    default:
      return Value{Text{text_of_word(word)}};
  }
}

}  // namespace

std::string text_of_word(const Token& word) {
  if (word.kind != TokenKind::kEscape) {
    return std::string(word.text);
  }
  std::string text;
  for (std::size_t i = 1; i < word.text.size(); i += 2) {
    text += word.text[i];
  }
  return text;
}

Value value_of_words(std::vector<Token> words) {
  if (!words.empty() && words.front().kind == TokenKind::kBlanks) {
    words.erase(words.begin());
  }
  if (!words.empty() && words.back().kind == TokenKind::kBlanks) {
    words.pop_back();
  }
  if (words.empty()) {
    throw Error(ErrorKind::kConfig, "a value may not be all blanks; quote it");
  }
  if (words.size() == 1) {
    return literal(words.front());
  }
  std::string text;
  for (const Token& word : words) {
    text += text_of_word(word);
  }
  return Value{Text{text}};
}

}  // namespace goodparts::config
