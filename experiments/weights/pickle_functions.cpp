#include "experiments/weights/pickle_functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string_view>

namespace goodparts {
namespace {

using Kind = PickleValue::Kind;

constexpr const char* kOrderedDict = "collections.OrderedDict";
constexpr const char* kTensor = "torch._utils._rebuild_tensor_v2";
constexpr const char* kParameter = "torch._utils._rebuild_parameter";
constexpr std::size_t kMostDimensions = 32;
constexpr std::size_t kMostTensors = 200'000;
constexpr std::size_t kMostCopied = 1'000'000;

struct StorageType {
  std::string_view name;
  TorchType type;
};

constexpr StorageType kStorageTypes[] = {
    {"torch.FloatStorage", {"F32", 4}}, {"torch.DoubleStorage", {"F64", 8}},
    {"torch.HalfStorage", {"F16", 2}},  {"torch.BFloat16Storage", {"BF16", 2}},
    {"torch.LongStorage", {"I64", 8}},  {"torch.IntStorage", {"I32", 4}},
    {"torch.ShortStorage", {"I16", 2}}, {"torch.CharStorage", {"I8", 1}},
    {"torch.ByteStorage", {"U8", 1}},   {"torch.BoolStorage", {"BOOL", 1}},
};

const TorchType* find_storage_type(std::string_view name) {
  for (const StorageType& known : kStorageTypes) {
    if (known.name == name) {
      return &known.type;
    }
  }
  return nullptr;
}

[[noreturn]] void misused(const std::string& what) { throw std::invalid_argument(what); }

std::uint32_t add(Pickle& pickle, PickleValue value) {
  pickle.values.push_back(std::move(value));
  return static_cast<std::uint32_t>(pickle.values.size() - 1);
}

std::int64_t integer_of(const Pickle& pickle, std::uint32_t index, const char* what) {
  const PickleValue& value = pickle.at(index);
  if (value.kind != Kind::kInteger || !value.text.empty() || value.integer < 0) {
    misused(fmt::format("{} is not a whole number from 0; the file is damaged", what));
  }
  return value.integer;
}

std::vector<std::int64_t> integers_of(const Pickle& pickle, std::uint32_t index, const char* what) {
  const PickleValue& value = pickle.at(index);
  if (value.kind != Kind::kTuple || value.items.size() > kMostDimensions) {
    misused(fmt::format("{} is not a tuple of at most {} numbers; the file is damaged", what,
                        kMostDimensions));
  }
  std::vector<std::int64_t> result;
  for (const std::uint32_t item : value.items) {
    result.push_back(integer_of(pickle, item, what));
  }
  return result;
}

// a · b + c, or an error where that does not fit.
std::int64_t multiply_add(std::int64_t a, std::int64_t b, std::int64_t c) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result) || __builtin_add_overflow(result, c, &result)) {
    misused("a tensor's size does not fit 64 bits; the file is damaged");
  }
  return result;
}

void check_within_storage(const TorchTensor& tensor, std::int64_t available) {
  if (tensor.elements == 0) {
    return;
  }
  std::int64_t last = tensor.offset;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    last = multiply_add(tensor.shape[i] - 1, tensor.strides[i], last);
  }
  if (last >= available) {
    misused(fmt::format("a tensor reaches to element {} of a storage of {}; the file is damaged",
                        last, available));
  }
}

// _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks[, metadata])
std::uint32_t rebuild_tensor(Pickle& pickle, const std::vector<std::uint32_t>& arguments) {
  if (arguments.size() < 6 || arguments.size() > 7) {
    misused(fmt::format("a tensor is made of {} parts instead of 6 or 7", arguments.size()));
  }
  if (pickle.at(arguments[0]).kind != Kind::kStorage) {
    misused("a tensor is made of something that is no storage; the file is damaged");
  }
  if (arguments.size() == 7 && pickle.at(arguments[6]).kind != Kind::kNone &&
      !pickle.at(arguments[6]).items.empty()) {
    misused(
        "a tensor is marked as conjugate or negative; save it with .resolve_conj() and "
        ".resolve_neg()");
  }
  TorchTensor tensor;
  tensor.storage = static_cast<std::uint32_t>(pickle.at(arguments[0]).integer);
  tensor.offset = integer_of(pickle, arguments[1], "a tensor's offset");
  tensor.shape = integers_of(pickle, arguments[2], "a tensor's shape");
  tensor.strides = integers_of(pickle, arguments[3], "a tensor's strides");
  if (tensor.shape.size() != tensor.strides.size()) {
    misused("a tensor's shape and strides have different lengths; the file is damaged");
  }
  const bool empty = std::count(tensor.shape.begin(), tensor.shape.end(), 0) > 0;
  tensor.elements = empty ? 0 : 1;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    tensor.elements = multiply_add(tensor.elements, tensor.shape[i], 0);
    if (tensor.shape[i] <= 1) {
      tensor.strides[i] = 0;  // never walked along; PyTorch leaves any number here
    }
  }
  check_within_storage(tensor, pickle.storages.at(tensor.storage).elements);
  if (pickle.tensors.size() >= kMostTensors) {
    misused(fmt::format("more than {} tensors; this is no file of weights", kMostTensors));
  }
  pickle.tensors.push_back(std::move(tensor));
  PickleValue value;
  value.kind = Kind::kTensor;
  value.integer = static_cast<std::int64_t>(pickle.tensors.size() - 1);
  return add(pickle, std::move(value));
}

// OrderedDict() or OrderedDict([(key, value), …])
std::uint32_t make_dict(Pickle& pickle, const std::vector<std::uint32_t>& arguments) {
  PickleValue dict;
  dict.kind = Kind::kDict;
  if (arguments.size() > 1 ||
      (arguments.size() == 1 && pickle.at(arguments[0]).kind != Kind::kList)) {
    misused("an OrderedDict is made of something that is no list; the file is damaged");
  }
  if (arguments.size() == 1) {
    pickle.copied += pickle.at(arguments[0]).items.size();
    if (pickle.copied > kMostCopied) {
      misused("an OrderedDict is absurdly large; this is no file of weights");
    }
    for (const std::uint32_t index : pickle.at(arguments[0]).items) {
      const std::vector<std::uint32_t>& pair = pickle.at(index).items;
      if (pair.size() != 2) {
        misused("an OrderedDict is made of something that is no pair; the file is damaged");
      }
      dict.items.insert(dict.items.end(), pair.begin(), pair.end());
    }
  }
  return add(pickle, std::move(dict));
}

}  // namespace

bool is_known_global(const std::string& name) {
  return name == kOrderedDict || name == kTensor || name == kParameter ||
         find_storage_type(name) != nullptr;
}

std::uint32_t call_global(Pickle& pickle, std::uint32_t function, std::uint32_t arguments) {
  const std::string name =
      pickle.at(function).kind == Kind::kGlobal ? pickle.at(function).text : "";
  if (pickle.at(arguments).kind != Kind::kTuple) {
    misused("a function is called without a tuple of arguments; the file is damaged");
  }
  // A copy: adding a value moves the others.
  const std::vector<std::uint32_t> items = pickle.at(arguments).items;
  if (name == kOrderedDict) {
    return make_dict(pickle, items);
  }
  if (name == kTensor) {
    return rebuild_tensor(pickle, items);
  }
  if (name == kParameter && !items.empty() && pickle.at(items[0]).kind == Kind::kTensor) {
    return items[0];
  }
  misused("the file calls something that makes no tensor, which goodparts refuses to do");
}

std::uint32_t load_storage(Pickle& pickle, std::unordered_map<std::string, std::uint32_t>& by_key,
                           std::uint32_t id) {
  const std::vector<std::uint32_t>& parts = pickle.at(id).items;
  const bool view = parts.size() == 6 && pickle.at(parts[5]).kind != Kind::kNone;
  if (pickle.at(id).kind != Kind::kTuple || parts.size() < 5 || parts.size() > 6 || view ||
      pickle.at(parts[0]).text != "storage" || pickle.at(parts[2]).kind != Kind::kText) {
    misused(
        "the file refers to something that is no plain storage; save the weights again with "
        "a current PyTorch: torch.save(model.state_dict(), 'weights.pth')");
  }
  const TorchType* const type = pickle.at(parts[1]).kind == Kind::kGlobal
                                    ? find_storage_type(pickle.at(parts[1]).text)
                                    : nullptr;
  if (type == nullptr) {
    misused("the file has a storage of no known type; the file is damaged");
  }
  TorchStorage storage{*type, pickle.at(parts[2]).text,
                       integer_of(pickle, parts[4], "a storage's size")};
  multiply_add(storage.elements, static_cast<std::int64_t>(type->size), 0);
  const auto [known, is_new] =
      by_key.emplace(storage.key, static_cast<std::uint32_t>(pickle.storages.size()));
  if (is_new) {
    pickle.storages.push_back(std::move(storage));
  } else {
    const TorchStorage& first = pickle.storages[known->second];
    if (first.elements != storage.elements || std::string_view(first.type.name) != type->name) {
      misused(
          fmt::format("storage '{}' is described in two ways; the file is damaged", known->first));
    }
  }
  PickleValue value;
  value.kind = Kind::kStorage;
  value.integer = known->second;
  return add(pickle, std::move(value));
}

}  // namespace goodparts
