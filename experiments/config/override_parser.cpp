#include "experiments/config/override_parser.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/config/override_functions.h"
#include "experiments/config/override_lexer.h"
#include "experiments/config/plain_words.h"
#include "kernels/base/error.h"

namespace goodparts::config {
namespace {

// Text between quotes; backslashes count only where a run of them precedes a quote, the closing one
// included.
Text unquoted(std::string_view token) {
  const char quote = token.front();
  const std::string_view body = token.substr(1);
  std::string text;
  for (std::size_t i = 0; i + 1 < body.size();) {
    std::size_t run = i;
    while (run < body.size() && body[run] == '\\') {
      ++run;
    }
    if (run > i && body[run] == quote) {
      text.append((run - i) / 2, '\\');
      if ((run - i) % 2 == 1) {
        text += quote;
        ++run;
      }
      i = run;
    } else {
      run = std::max(run, i + 1);
      text += body.substr(i, run - i);
      i = run;
    }
  }
  return Text{text, quote};
}

class Parser {
 public:
  Parser(std::string_view text, bool in_key) : tokens_(lex_override(text, in_key)) {}

  Override override_rule() {
    Override result;
    if (take(TokenKind::kTilde)) {
      result.kind = OverrideKind::kDelete;
    } else if (take(TokenKind::kPlus)) {
      result.kind = take(TokenKind::kPlus) ? OverrideKind::kForceAdd : OverrideKind::kAdd;
    }
    result.key = key();
    if (result.kind != OverrideKind::kDelete || !at(TokenKind::kEnd)) {
      expect(TokenKind::kEqual, "'='");
      result.value = at(TokenKind::kEnd) ? Value{Text{}} : value();
    }
    expect(TokenKind::kEnd, "the end");
    return result;
  }

  OverrideKey key() {
    OverrideKey result{package_or_group(), std::nullopt};
    if (take(TokenKind::kAt)) {
      result.package = package();
    }
    return result;
  }

  std::string package_or_group() {
    std::string text = package();
    if (previous_is_id_ && at(TokenKind::kSlash)) {
      while (take(TokenKind::kSlash)) {
        text += '/';
        text += expect(TokenKind::kId, "the name of a group");
      }
    }
    return text;
  }

  std::string package() {
    previous_is_id_ = at(TokenKind::kId);
    if (at(TokenKind::kId) || at(TokenKind::kKeySpecial) || at(TokenKind::kDotPath)) {
      return std::string(next().text);
    }
    return "";  // the root
  }

  Value value() {
    Value first = element();
    return at(TokenKind::kComma) ? simple_choice(std::move(first)) : first;
  }

  Value simple_choice(Value first) {
    ChoiceSweep sweep{{std::move(first)}, true, false, {}};
    expect_here(TokenKind::kComma, "','");
    while (take(TokenKind::kComma)) {
      sweep.list.push_back(element());
    }
    for (const Value& item : sweep.list) {
      if (item.is_sweep()) {
        throw Error(ErrorKind::kConfig, "a sweep cannot be a value of another sweep");
      }
    }
    return Value{std::move(sweep)};
  }

  Value element() {
    if (++depth_ > kDeepest) {
      throw Error(ErrorKind::kConfig, fmt::format("nested more than {} deep", kDeepest));
    }
    Value result = at(TokenKind::kBracketOpen)                         ? list()
                   : at(TokenKind::kBraceOpen)                         ? dict()
                   : at(TokenKind::kId) && peek(TokenKind::kParenOpen) ? function()
                                                                       : primitive(true);
    --depth_;
    return result;
  }

  Value list() {
    expect(TokenKind::kBracketOpen, "'['");
    ValueList items;
    if (!at(TokenKind::kBracketClose)) {
      do {
        items.push_back(element());
      } while (take(TokenKind::kComma));
    }
    expect(TokenKind::kBracketClose, "']'");
    return Value{std::move(items)};
  }

  Value dict() {
    expect(TokenKind::kBraceOpen, "'{'");
    ValueDict entries;
    if (!at(TokenKind::kBraceClose)) {
      do {
        Value name = primitive(false);
        expect(TokenKind::kColon, "':'");
        Value item = element();
        const auto known = std::find_if(entries.begin(), entries.end(),
                                        [&](const auto& entry) { return entry.first == name; });
        if (known != entries.end()) {  // the last one counts, as in Python
          known->second = std::move(item);
        } else {
          entries.emplace_back(std::move(name), std::move(item));
        }
      } while (take(TokenKind::kComma));
    }
    expect(TokenKind::kBraceClose, "'}'");
    return Value{std::move(entries)};
  }

  Value function() {
    FunctionCall call;
    call.name = std::string(expect(TokenKind::kId, "the name of a function"));
    expect(TokenKind::kParenOpen, "'('");
    if (!at(TokenKind::kParenClose)) {
      do {
        if (at(TokenKind::kId) && peek(TokenKind::kEqual)) {
          std::string name(next().text);
          next();
          call.named.emplace_back(std::move(name), element());
        } else if (!call.named.empty()) {
          throw Error(ErrorKind::kConfig, "an argument without a name follows one with a name");
        } else {
          call.positional.push_back(element());
        }
      } while (take(TokenKind::kComma));
    }
    expect(TokenKind::kParenClose, "')'");
    return call_function(call);
  }

  // A quoted text, or any run of plain words: one word by itself has its type, several make a
  // string. `in_value`: not the key of a dict, which may hold no quotes, colons or interpolations.
  Value primitive(bool in_value) {
    if (in_value && at(TokenKind::kQuoted)) {
      return Value{unquoted(next().text)};
    }
    std::vector<Token> words;
    while (is_word(current().kind, in_value)) {
      words.push_back(next());
    }
    if (words.empty()) {
      unexpected(in_value ? "a value" : "a key");
    }
    return value_of_words(std::move(words));
  }

 private:
  static constexpr int kDeepest = 200;

  static bool is_word(TokenKind kind, bool in_value) {
    switch (kind) {
      case TokenKind::kId:
      case TokenKind::kNull:
      case TokenKind::kInt:
      case TokenKind::kFloat:
      case TokenKind::kBool:
      case TokenKind::kUnquotedChar:
      case TokenKind::kEscape:
      case TokenKind::kBlanks:
        return true;
      case TokenKind::kColon:
      case TokenKind::kInterpolation:
        return in_value;
      default:
        return false;
    }
  }

  const Token& current() const { return tokens_[position_]; }
  bool at(TokenKind kind) const { return current().kind == kind; }
  bool peek(TokenKind kind) const {
    return position_ + 1 < tokens_.size() && tokens_[position_ + 1].kind == kind;
  }
  const Token& next() { return tokens_[position_++]; }
  bool take(TokenKind kind) {
    if (at(kind)) {
      ++position_;
      return true;
    }
    return false;
  }
  void expect_here(TokenKind kind, const char* what) const {
    if (!at(kind)) {
      unexpected(what);
    }
  }
  std::string_view expect(TokenKind kind, const char* what) {
    expect_here(kind, what);
    const std::string_view text = current().text;
    position_ += kind == TokenKind::kEnd ? 0 : 1;
    return text;
  }
  [[noreturn]] void unexpected(const char* wanted) const {
    if (at(TokenKind::kEnd)) {
      throw Error(ErrorKind::kConfig, fmt::format("it ends where {} is wanted", wanted));
    }
    throw Error(
        ErrorKind::kConfig,
        fmt::format(
            "unexpected '{}' at position {}, where {} is wanted; put special characters in quotes",
            current().text, current().at + 1, wanted));
  }

  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  int depth_ = 0;
  bool previous_is_id_ = false;
};

}  // namespace

std::string Override::key_text() const {
  return key.package.has_value() ? key.key_or_group + "@" + *key.package : key.key_or_group;
}

std::string Override::key_element() const {
  static constexpr const char* kPrefixes[] = {"", "+", "++", "~"};
  return kPrefixes[static_cast<int>(kind)] + key_text();
}

Override parse_override(const std::string& text) {
  try {
    Override result = Parser(text, true).override_rule();
    result.text = text;
    return result;
  } catch (const Error& error) {
    throw Error(ErrorKind::kConfig, fmt::format("override '{}': {}", text, error.what()));
  }
}

std::vector<Override> parse_overrides(const std::vector<std::string>& texts) {
  std::vector<Override> overrides;
  for (const std::string& text : texts) {
    overrides.push_back(parse_override(text));
  }
  return overrides;
}

Value parse_value(std::string_view text) { return Parser(text, false).value(); }
Value parse_element(std::string_view text) { return Parser(text, false).element(); }
Value parse_primitive(std::string_view text) { return Parser(text, false).primitive(true); }
Value parse_list(std::string_view text) { return Parser(text, false).list(); }
Value parse_dict(std::string_view text) { return Parser(text, false).dict(); }
Value parse_simple_choice(std::string_view text) {
  Parser parser(text, false);
  Value first = parser.element();
  return parser.simple_choice(std::move(first));
}
Value parse_function(std::string_view text) { return Parser(text, false).function(); }
OverrideKey parse_key(std::string_view text) { return Parser(text, true).key(); }
std::string parse_package(std::string_view text) { return Parser(text, true).package(); }
std::string parse_package_or_group(std::string_view text) {
  return Parser(text, true).package_or_group();
}

}  // namespace goodparts::config
