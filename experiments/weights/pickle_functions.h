// The functions that a pickle of weights may call, imitated. For pickle.cpp only. A misuse throws
// std::invalid_argument, to which the reader adds where.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "experiments/weights/pickle.h"

namespace goodparts {

bool is_known_global(const std::string& name);

// Applies the function `function` to the tuple `arguments`; the index of the result.
std::uint32_t call_global(Pickle& pickle, std::uint32_t function, std::uint32_t arguments);

// The storage that the tuple `id` names: ('storage', torch.FloatStorage, key, device, elements).
std::uint32_t load_storage(Pickle& pickle, std::unordered_map<std::string, std::uint32_t>& by_key,
                           std::uint32_t id);

}  // namespace goodparts
