// The words of Hydra's override grammar. As in Hydra, the longest word wins, and the key (up to the
// first '=') has words of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goodparts::config {

enum class TokenKind {
  kEqual,
  kTilde,
  kPlus,
  kAt,
  kColon,
  kSlash,
  kId,
  kKeySpecial,  // an id with $ in it
  kDotPath,
  kParenOpen,
  kComma,
  kParenClose,
  kBracketOpen,
  kBracketClose,
  kBraceOpen,
  kBraceClose,
  kFloat,
  kInt,
  kBool,
  kNull,
  kUnquotedChar,
  kEscape,  // one or more escaped characters
  kBlanks,
  kQuoted,
  kInterpolation,
  kEnd,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string_view text;  // with the blanks that the word takes in; a view of the input
  std::size_t at = 0;     // offset in the input
};

// The words of `input`, then one kEnd. `in_key`: start with the words of a key, change to those of
// a value at '='. Throws Error(kConfig) at a character that starts no word.
std::vector<Token> lex_override(std::string_view input, bool in_key);

// The word without special meaning at the start of `text`: a number, a bool, null, an id, blanks,
// escaped characters or one other character that needs no quotes. kEnd and empty where there is
// none.
Token match_plain_word(std::string_view text);

// The length of the blanks and tabs at the start.
std::size_t match_blanks(std::string_view text);
bool equals_ignoring_case(std::string_view text, std::string_view lower_case);

}  // namespace goodparts::config
