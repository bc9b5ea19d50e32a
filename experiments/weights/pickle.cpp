#include "experiments/weights/pickle.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "experiments/weights/pickle_functions.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMostValues = 2'000'000;
constexpr std::uint8_t kProtocol = 2;
constexpr std::uint32_t kNone = 0;  // the first values, of which one each is enough
constexpr std::uint32_t kFalse = 1;
constexpr std::uint32_t kTrue = 2;

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& what) : bytes_(bytes), what_(what) {
    pickle_.values.resize(3);
    pickle_.values[kFalse].kind = Kind::kBool;
    pickle_.values[kTrue].kind = Kind::kBool;
    pickle_.values[kTrue].integer = 1;
  }

  Pickle read() {
    while (!stopped_) {
      begin_ = at_;
      instruction(take_byte());
    }
    pickle_.size = at_;
    return std::move(pickle_);
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(ErrorKind::kData, fmt::format("{}, byte {}: {}", what_, begin_, problem));
  }

  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size() - at_) {
      fail("the file ends in the middle; it is cut off or damaged, fetch or save it again");
    }
    const std::string_view part = bytes_.substr(at_, count);
    at_ += count;
    return part;
  }

  std::uint8_t take_byte() { return static_cast<std::uint8_t>(take(1)[0]); }

  template <class Number>
  Number take_number() {
    Number number;
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }

  std::string take_line() {
    const std::size_t end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) {
      at_ = bytes_.size();
    }
    const std::string line(take(end == std::string_view::npos ? 1 : end - at_));
    ++at_;
    return line;
  }

  void push(std::uint32_t value) { stack_.push_back(value); }

  PickleValue& push_new(Kind kind) {
    if (pickle_.values.size() >= kMostValues) {
      fail(fmt::format("more than {} values; this is no file of weights", kMostValues));
    }
    push(static_cast<std::uint32_t>(pickle_.values.size()));
    pickle_.values.emplace_back().kind = kind;
    return pickle_.values.back();
  }

  void push_integer(std::int64_t value) { push_new(Kind::kInteger).integer = value; }
  void push_text(std::string_view text) { push_new(Kind::kText).text = text; }

  // Nothing below the latest mark may be touched.
  std::uint32_t pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) {
      fail("the pickle takes more from its stack than it put there; the file is damaged");
    }
    const std::uint32_t value = stack_.back();
    stack_.pop_back();
    return value;
  }

  std::uint32_t top() {
    const std::uint32_t value = pop();
    push(value);
    return value;
  }

  std::vector<std::uint32_t> pop_mark() {
    if (marks_.empty()) {
      fail("the pickle ends a group that it never began; the file is damaged");
    }
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<std::uint32_t> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
  }

  void push_tuple(std::vector<std::uint32_t> items) {
    push_new(Kind::kTuple).items = std::move(items);
  }

  void push_tuple_of(int count) {
    std::vector<std::uint32_t> items(static_cast<std::size_t>(count));
    for (int i = count - 1; i >= 0; --i) {
      items[static_cast<std::size_t>(i)] = pop();
    }
    push_tuple(std::move(items));
  }

  void put(std::uint32_t index) { memo_[index] = top(); }

  void get(std::uint32_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end()) {
      fail(fmt::format("the pickle recalls value {}, which it never kept; the file is damaged",
                       index));
    }
    push(found->second);
  }

  void add_to(Kind kind, const std::vector<std::uint32_t>& items) {
    PickleValue& target = pickle_.values[top()];
    if (target.kind != kind || (kind == Kind::kDict && items.size() % 2 != 0)) {
      fail("the pickle adds items to what cannot take them; the file is damaged");
    }
    target.items.insert(target.items.end(), items.begin(), items.end());
  }

  void add_pair() {
    const std::uint32_t value = pop();
    const std::uint32_t key = pop();
    add_to(Kind::kDict, {key, value});
  }

  // Integers of more than 64 bits: only the magic number of files from before PyTorch 1.6.
  void push_long() {
    const std::string_view digits = take(take_byte());
    PickleValue& value = push_new(Kind::kInteger);
    if (digits.size() > 8) {
      value.text = digits;
      return;
    }
    std::uint64_t bits = !digits.empty() && (digits.back() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    std::memcpy(&bits, digits.data(), digits.size());
    value.integer = static_cast<std::int64_t>(bits);
  }

  void push_big_endian_double() {
    std::uint64_t bits = 0;
    for (const char byte : take(8)) {
      bits = bits << 8 | static_cast<std::uint8_t>(byte);
    }
    push_new(Kind::kNumber).number = std::bit_cast<double>(bits);
  }

  void push_global() {
    const std::string module = take_line();
    const std::string name = module + "." + take_line();
    if (!is_known_global(name)) {
      fail(fmt::format(
          "the file asks for {}, which is not part of a plain dictionary of tensors; goodparts "
          "refuses to run code from a weights file. If you trust it, save its tensors alone: "
          "torch.save(model.state_dict(), 'weights.pth')",
          printable(name)));
    }
    push_new(Kind::kGlobal).text = name;
  }

  // Messages go to a terminal.
  static std::string printable(std::string_view text) {
    std::string result;
    for (const char letter : text.substr(0, 100)) {
      result += letter >= ' ' && letter <= '~' ? letter : '?';
    }
    return result;
  }

  // Calls one of the six functions.
  void reduce() {
    const std::uint32_t arguments = pop();
    const std::uint32_t function = pop();
    try {
      push(call_global(pickle_, function, arguments));
    } catch (const std::invalid_argument& problem) {
      fail(problem.what());
    }
  }

  void persistent() {
    const std::uint32_t id = pop();
    try {
      push(load_storage(pickle_, storages_by_key_, id));
    } catch (const std::invalid_argument& problem) {
      fail(problem.what());
    }
  }

  // What Python would set as attributes: only OrderedDict's _metadata, which holds no tensors.
  void build() {
    const std::uint32_t state = pop();
    if (pickle_.values[top()].kind != Kind::kDict || pickle_.values[state].kind != Kind::kDict) {
      fail("the file sets the inner state of an object, which goodparts refuses to do");
    }
  }

  void stop() {
    pickle_.root = pop();
    if (!stack_.empty() || !marks_.empty()) {
      fail("the pickle ends with values left over; the file is damaged");
    }
    stopped_ = true;
  }

  void instruction(std::uint8_t code) {
    switch (code) {
      case 0x80:
        return protocol();
      case '(':
        return marks_.push_back(stack_.size());
      case '.':
        return stop();
      case 'N':
        return push(kNone);
      case 0x88:
        return push(kTrue);
      case 0x89:
        return push(kFalse);
      case 'K':
        return push_integer(take_byte());
      case 'M':
        return push_integer(take_number<std::uint16_t>());
      case 'J':
        return push_integer(take_number<std::int32_t>());
      case 0x8a:
        return push_long();
      case 'G':
        return push_big_endian_double();
      case 'X':
      case 'T':
        return push_text(take(take_number<std::uint32_t>()));
      case 'U':
        return push_text(take(take_byte()));
      case 'q':
        return put(take_byte());
      case 'r':
        return put(take_number<std::uint32_t>());
      case 'h':
        return get(take_byte());
      case 'j':
        return get(take_number<std::uint32_t>());
      case 'c':
        return push_global();
      case 'R':
        return reduce();
      case 'Q':
        return persistent();
      case 'b':
        return build();
      default:
        return container(code);
    }
  }

  void container(std::uint8_t code) {
    switch (code) {
      case ')':
        return push_tuple({});
      case 't':
        return push_tuple(pop_mark());
      case 0x85:
      case 0x86:
      case 0x87:
        return push_tuple_of(code - 0x84);
      case ']':
        static_cast<void>(push_new(Kind::kList));
        return;
      case '}':
        static_cast<void>(push_new(Kind::kDict));
        return;
      case 'a':
        return add_to(Kind::kList, {pop()});
      case 'e':
        return add_to(Kind::kList, pop_mark());
      case 's':
        return add_pair();
      case 'u':
        return add_to(Kind::kDict, pop_mark());
      default:
        fail(
            fmt::format("instruction 0x{:02x} is none that torch.save writes for weights; "
                        "goodparts refuses to run it",
                        code));
    }
  }

  void protocol() {
    if (const std::uint8_t version = take_byte(); version != kProtocol) {
      fail(
          fmt::format("pickle protocol {}, but only torch.save's own, {}, is read; save the "
                      "weights without pickle_protocol",
                      version, kProtocol));
    }
  }

  std::string_view bytes_;
  const std::string& what_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of the current instruction
  bool stopped_ = false;
  Pickle pickle_;
  std::vector<std::uint32_t> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint32_t, std::uint32_t> memo_;
  std::unordered_map<std::string, std::uint32_t> storages_by_key_;
};

}  // namespace

Pickle read_pickle(std::string_view bytes, const std::string& what) {
  return Reader(bytes, what).read();
}

}  // namespace goodparts
