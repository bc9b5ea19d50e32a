#include "experiments/weights/state_dict.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

using Kind = PickleValue::Kind;

constexpr int kDeepest = 32;
constexpr int kMostVisits = 4'000'000;  // dictionaries may share parts, over and over
constexpr std::size_t kLongestName = 4096;

class Finder {
 public:
  Finder(const Pickle& pickle, const std::string& what) : pickle_(pickle), what_(what) {}

  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(ErrorKind::kData, fmt::format("{}: {}", what_, problem));
  }

  std::optional<std::uint32_t> entry(std::uint32_t dict, std::string_view key) const {
    std::optional<std::uint32_t> found;  // as in Python, the last of equal keys counts
    const std::vector<std::uint32_t>& items = pickle_.at(dict).items;
    for (std::size_t i = 0; pickle_.at(dict).kind == Kind::kDict && i + 1 < items.size(); i += 2) {
      if (pickle_.at(items[i]).kind == Kind::kText && pickle_.at(items[i]).text == key) {
        found = items[i + 1];
      }
    }
    return found;
  }

  bool holds_tensors(std::uint32_t dict) const {
    const std::vector<std::uint32_t>& items = pickle_.at(dict).items;
    for (std::size_t i = 0; pickle_.at(dict).kind == Kind::kDict && i + 1 < items.size(); i += 2) {
      if (pickle_.at(items[i + 1]).kind == Kind::kTensor) {
        return true;
      }
    }
    return false;
  }

  std::string keys_of(std::uint32_t dict) const {
    std::string list;
    const std::vector<std::uint32_t>& items = pickle_.at(dict).items;
    for (std::size_t i = 0; pickle_.at(dict).kind == Kind::kDict && i + 1 < items.size(); i += 2) {
      if (list.size() > 300) {
        return list + ", …";
      }
      list += (list.empty() ? "" : ", ") + key_text(items[i]).value_or("?");
    }
    return list.empty() ? "none" : list;
  }

  std::uint32_t at_key(std::uint32_t dict, std::string_view key) const {
    while (true) {
      if (const std::optional<std::uint32_t> found = entry(dict, key)) {
        return *found;
      }
      const std::size_t dot = key.find('.');
      const std::optional<std::uint32_t> inner =
          dot == std::string_view::npos ? std::nullopt : entry(dict, key.substr(0, dot));
      if (!inner) {
        fail(fmt::format("there is no entry '{}'; there are: {}", key, keys_of(dict)));
      }
      dict = *inner;
      key.remove_prefix(dot + 1);
    }
  }

  std::uint32_t choose(std::uint32_t root) const {
    if (holds_tensors(root)) {
      return root;
    }
    for (const char* key : {"state_dict", "model_state_dict", "model"}) {
      const std::optional<std::uint32_t> found = entry(root, key);
      if (found && holds_tensors(*found)) {
        return *found;
      }
    }
    return root;
  }

  void flatten(std::uint32_t dict, const std::string& prefix, int depth,
               std::vector<NamedTensor>& out) {
    if (depth > kDeepest) {
      fail(
          fmt::format("dictionaries lie more than {} deep in each other; this is no file of "
                      "weights",
                      kDeepest));
    }
    const std::vector<std::uint32_t>& items = pickle_.at(dict).items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      if (++visits_ > kMostVisits) {
        fail("the dictionaries have absurdly many entries; this is no file of weights");
      }
      const Kind kind = pickle_.at(items[i + 1]).kind;
      const std::optional<std::string> key = key_text(items[i]);
      if (!key || (kind != Kind::kTensor && kind != Kind::kDict)) {
        continue;
      }
      const std::string name = prefix.empty() ? *key : prefix + "." + *key;
      if (name.size() > kLongestName) {
        fail(fmt::format("a tensor's name is longer than {} bytes; the file is damaged",
                         kLongestName));
      }
      if (kind == Kind::kDict) {
        flatten(items[i + 1], name, depth + 1, out);
      } else {
        add(name, static_cast<std::uint32_t>(pickle_.at(items[i + 1]).integer), out);
      }
    }
  }

 private:
  std::optional<std::string> key_text(std::uint32_t key) const {
    const PickleValue& value = pickle_.at(key);
    if (value.kind == Kind::kText) {
      return value.text;
    }
    if (value.kind == Kind::kInteger && value.text.empty()) {
      return std::to_string(value.integer);
    }
    return std::nullopt;
  }

  void add(const std::string& name, std::uint32_t tensor, std::vector<NamedTensor>& out) {
    if (!names_.insert(name).second) {
      fail(fmt::format("two tensors are named '{}'; choose one of the dictionaries with --key",
                       name));
    }
    if (out.size() >= pickle_.tensors.size() * 4 + 1000) {
      fail("the same tensors appear over and over; this is no file of weights");
    }
    out.push_back({name, tensor});
  }

  const Pickle& pickle_;
  const std::string& what_;
  int visits_ = 0;
  std::set<std::string> names_;
};

void remove_shared_prefix(std::vector<NamedTensor>& tensors) {
  for (const std::string prefix : {"module.", "_orig_mod."}) {
    const bool all = std::all_of(tensors.begin(), tensors.end(), [&](const NamedTensor& tensor) {
      return tensor.name.starts_with(prefix);
    });
    for (NamedTensor& tensor : tensors) {
      tensor.name.erase(0, all ? prefix.size() : 0);
    }
  }
}

}  // namespace

std::vector<NamedTensor> state_dict(const Pickle& pickle, const std::string& key,
                                    const std::string& what) {
  Finder finder(pickle, what);
  if (pickle.at(pickle.root).kind != Kind::kDict) {
    finder.fail(
        "the file holds no dictionary of tensors; save one in Python: "
        "torch.save(model.state_dict(), 'weights.pth')");
  }
  const std::uint32_t dict =
      key.empty() ? finder.choose(pickle.root) : finder.at_key(pickle.root, key);
  std::vector<NamedTensor> tensors;
  if (pickle.at(dict).kind == Kind::kDict) {
    finder.flatten(dict, "", 0, tensors);
  }
  if (tensors.empty()) {
    finder.fail(fmt::format("no tensors{}; the outermost entries are: {}",
                            key.empty() ? "" : " below '" + key + "'",
                            finder.keys_of(pickle.root)));
  }
  remove_shared_prefix(tensors);
  return tensors;
}

}  // namespace goodparts
