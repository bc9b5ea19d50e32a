// From torch.save's format to safetensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "kernels/base/context.h"

namespace goodparts {

struct Conversion {
  std::size_t tensors = 0;
  std::uint64_t bytes = 0;  // of the tensors
};

// Writes the tensors of the checkpoint's state dict (state_dict.h says which, `key` as there) with
// their own element types, views made contiguous. `metadata` goes into the file beside format: pt.
// Nothing in the checkpoint is run. Throws Error(kData, kOutput).
Conversion convert_checkpoint(const Context& context, const std::filesystem::path& checkpoint,
                              const std::filesystem::path& safetensors, const std::string& key,
                              std::map<std::string, std::string> metadata);

}  // namespace goodparts
