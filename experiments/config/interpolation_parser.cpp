#include "experiments/config/interpolation_parser.h"

#include <fmt/format.h>

#include <optional>

#include "experiments/config/plain_words.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts::config {
namespace {

constexpr int kDeepest = 100;

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorKind::kConfig, message); }

std::string spliced(const Node& value) {
  if (!value.is_scalar()) {
    fail(fmt::format("a {} cannot be put into text; let the interpolation stand alone",
                     value.type_name()));
  }
  return value.to_python_string();
}

// One word, or the value of an interpolation among words.
struct Piece {
  Token word;
  std::optional<Node> value;
};

class Parser {
 public:
  Parser(std::string_view text, InterpolationScope& scope) : text_(text), scope_(scope) {}

  // Up to the closing `quote`, or to the end where it is 0. Backslashes count in front of ${ and of
  // the quote only.
  Node text(char quote) {
    std::string result;
    std::optional<Node> single;
    int parts = 0;
    while (!at_end()) {
      const std::size_t backslashes = take_run('\\');
      const bool escaped = backslashes % 2 == 1;
      const bool before_interpolation = rest().starts_with("${");
      const bool before_quote = quote != 0 && !at_end() && current() == quote;
      result.append(before_interpolation || before_quote ? backslashes / 2 : backslashes, '\\');
      parts += backslashes > 0 ? 1 : 0;
      if (before_interpolation && !escaped) {
        single = interpolation();
        result += parts == 0 && is_last(quote) ? "" : spliced(*single);
        ++parts;
      } else if (before_quote && !escaped) {
        break;
      } else if (!at_end()) {
        result += text_[position_++];
        ++parts;
      }
    }
    return parts == 1 && single.has_value() ? *single : Node(result);
  }

  Node element() {
    const Depth depth(*this);
    skip_blanks();
    if (at_end()) {
      fail("a value is missing");
    }
    if (current() == '[') {
      return list();
    }
    if (current() == '{') {
      return dict();
    }
    if (current() == '\'' || current() == '"') {
      const char quote = text_[position_++];
      const Node value = text(quote);
      expect(quote);
      skip_blanks();
      return Node(spliced(value));
    }
    return primitive();
  }

  void require_end() const {
    if (!at_end()) {
      fail(fmt::format("unexpected '{}'; put special characters in quotes", rest()));
    }
  }

 private:
  class Depth {
   public:
    explicit Depth(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > kDeepest) {
        fail(fmt::format("nested more than {} deep", kDeepest));
      }
    }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    ~Depth() { --parser_.depth_; }

   private:
    Parser& parser_;
  };

  // At "${".
  Node interpolation() {
    const Depth depth(*this);
    position_ += 2;
    skip_blanks();
    const int dots = static_cast<int>(take_run('.'));
    const std::vector<std::string> keys = config_keys();
    skip_blanks();
    if (!at_end() && current() == ':' && dots == 0) {
      ++position_;
      const std::vector<Node> arguments = sequence('}');
      expect('}');
      return scope_.call(joined(keys, "."), arguments);
    }
    expect('}');
    return scope_.lookup(dots, keys);
  }

  // a.b, a[b], [a][b].c
  std::vector<std::string> config_keys() {
    std::vector<std::string> keys;
    do {
      if (!at_end() && current() == '[') {
        ++position_;
        keys.push_back(config_key());
        expect(']');
      } else {
        keys.push_back(config_key());
      }
    } while (take('.') || (!at_end() && current() == '['));
    return keys;
  }

  std::string config_key() {
    if (rest().starts_with("${")) {
      const Node name = interpolation();
      if (!name.is_string()) {
        fail(fmt::format("a key must be a string, not a {}", name.type_name()));
      }
      return name.as_string();
    }
    const std::size_t end =
        std::min(text_.find_first_of("\\{}()[]:. \t'\"", position_), text_.size());
    if (end == position_) {
      fail(at_end() ? "it is not closed; add '}'"
                    : fmt::format("a key is missing before '{}'", rest()));
    }
    const std::string key(text_.substr(position_, end - position_));
    position_ = end;
    return key;
  }

  // Elements between commas; nothing between two commas is an empty string.
  std::vector<Node> sequence(char close) {
    std::vector<Node> items;
    skip_blanks();
    if (!at_end() && current() == close) {
      return items;
    }
    do {
      skip_blanks();
      const bool empty = !at_end() && (current() == ',' || current() == close);
      items.push_back(empty ? Node("") : element());
    } while (take(','));
    return items;
  }

  Node list() {
    ++position_;
    Node list(sequence(']'));
    expect(']');
    skip_blanks();
    return list;
  }

  Node dict() {
    ++position_;
    Node map = Node::map();
    skip_blanks();
    if (!at_end() && current() != '}') {
      do {
        skip_blanks();
        const std::string key = dict_key();
        map.set_child(key, element());
      } while (take(','));
    }
    expect('}');
    skip_blanks();
    return map;
  }

  std::string dict_key() {
    std::vector<Token> words;
    while (!at_end() && current() != ':') {
      words.push_back(word());
    }
    expect(':');
    const Node key = to_node(value_of_words(std::move(words)));
    if (key.is_null()) {
      fail("a key may not be null");
    }
    return key.is_bool() ? (key.as_bool() ? "true" : "false") : key.to_python_string();
  }

  Node primitive() {
    std::vector<Piece> pieces;
    while (!at_end() && std::string_view(",]}").find(current()) == std::string_view::npos) {
      if (rest().starts_with("${")) {
        pieces.push_back({{}, interpolation()});
      } else if (current() == ':') {
        pieces.push_back({{TokenKind::kColon, text_.substr(position_++, 1), 0}, std::nullopt});
      } else {
        pieces.push_back({word(), std::nullopt});
      }
    }
    while (!pieces.empty() && pieces.back().word.kind == TokenKind::kBlanks &&
           !pieces.back().value.has_value()) {
      pieces.pop_back();
    }
    return value_of_pieces(pieces);
  }

  static Node value_of_pieces(const std::vector<Piece>& pieces) {
    if (pieces.size() == 1 && pieces.front().value.has_value()) {
      return *pieces.front().value;
    }
    std::vector<Token> words;
    std::string text;
    for (const Piece& piece : pieces) {
      text += piece.value.has_value() ? spliced(*piece.value) : text_of_word(piece.word);
      if (!piece.value.has_value()) {
        words.push_back(piece.word);
      }
    }
    return words.size() == pieces.size() ? to_node(value_of_words(std::move(words))) : Node(text);
  }

  Token word() {
    const Token token = match_plain_word(rest());
    if (token.text.empty()) {
      fail(fmt::format("unexpected '{}'; put special characters in quotes", rest()));
    }
    position_ += token.text.size();
    return token;
  }

  bool at_end() const { return position_ >= text_.size(); }
  bool is_last(char quote) const { return at_end() || (quote != 0 && current() == quote); }
  char current() const { return text_[position_]; }
  std::string_view rest() const { return text_.substr(position_); }
  void skip_blanks() { position_ += match_blanks(rest()); }
  std::size_t take_run(char c) {
    const std::size_t end = std::min(text_.find_first_not_of(c, position_), text_.size());
    const std::size_t count = end - position_;
    position_ = end;
    return count;
  }
  bool take(char c) {
    if (at_end() || current() != c) {
      return false;
    }
    ++position_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) {
      fail(at_end() ? fmt::format("it is not closed; add '{}'", c)
                    : fmt::format(
                          "unexpected '{}' where '{}' is wanted; put special characters in quotes",
                          rest(), c));
    }
  }

  std::string_view text_;
  InterpolationScope& scope_;
  std::size_t position_ = 0;
  int depth_ = 0;
};

}  // namespace

Node evaluate_text(std::string_view text, InterpolationScope& scope) {
  return Parser(text, scope).text(0);
}

Node evaluate_element(std::string_view text, InterpolationScope& scope) {
  Parser parser(text, scope);
  Node value = parser.element();
  parser.require_end();
  return value;
}

}  // namespace goodparts::config
