// The two formats of torch.save, for torch_checkpoint.cpp.
#pragma once

#include <memory>
#include <string>

#include "experiments/weights/torch_checkpoint.h"

namespace goodparts {

constexpr std::uint64_t kLargestPickle = 16U << 20;  // a ResNet-50's is 50 kB

std::unique_ptr<TorchCheckpoint> open_torch_zip(const std::string& path);
std::unique_ptr<TorchCheckpoint> open_torch_legacy(const std::string& path);

// Turns the byte order of every element around.
void swap_bytes(std::string& bytes, std::uint64_t element_size);

}  // namespace goodparts
