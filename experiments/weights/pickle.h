// Reads the pickles that torch.save writes, without running anything.
//
// A pickle is a program for a stack machine, and Python's runs whatever it names: loading a file
// can delete a disk. This reader knows the few instructions of pickle protocol 2 that torch.save
// uses and six functions, which it imitates: collections.OrderedDict,
// torch._utils._rebuild_tensor_v2, torch._utils._rebuild_parameter, and the storages
// torch.FloatStorage, HalfStorage, …. Anything else is an error that names it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace goodparts {

// What the elements of a tensor are: safetensors' name and the size in bytes.
struct TorchType {
  const char* name = "F32";
  std::uint64_t size = 4;
};

struct TorchStorage {
  TorchType type;
  std::string key;  // names the bytes within the file
  std::int64_t elements = 0;
};

// A view of a storage: element (i, j, …) is at offset + i · strides[0] + j · strides[1] + …, which
// has been checked to lie within the storage.
struct TorchTensor {
  std::uint32_t storage = 0;  // in Pickle::storages
  std::int64_t offset = 0;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;
  std::int64_t elements = 1;
};

// Values refer to each other by index, so that shared and even circular ones do no harm.
struct PickleValue {
  enum class Kind {
    kNone,
    kBool,
    kInteger,
    kNumber,
    kText,
    kList,
    kTuple,
    kDict,
    kGlobal,
    kTensor,
    kStorage
  };
  Kind kind = Kind::kNone;
  std::int64_t integer = 0;  // kBool, kInteger; kTensor, kStorage: index
  double number = 0.0;       // kNumber
  std::string text;  // kText; kGlobal: "torch.FloatStorage"; kInteger beyond 64 bits: its bytes
  std::vector<std::uint32_t> items;  // kList, kTuple; kDict: key, value, key, value, …
};

struct Pickle {
  std::vector<PickleValue> values;
  std::vector<TorchStorage> storages;  // each key once
  std::vector<TorchTensor> tensors;
  std::uint32_t root = 0;
  std::size_t size = 0;    // bytes read: as far as the STOP instruction
  std::size_t copied = 0;  // values copied by OrderedDict([…]), which a hostile file might repeat

  const PickleValue& at(std::uint32_t index) const { return values.at(index); }
};

// Reads the pickle at the beginning of `bytes`. `what` begins every message: "weights.pth,
// data.pkl". Throws Error(kData).
Pickle read_pickle(std::string_view bytes, const std::string& what);

}  // namespace goodparts
