#include "experiments/weights/torch_checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "experiments/weights/torch_formats.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr std::string_view kZipStart{"PK\x03\x04", 4};
constexpr std::string_view kPickleStart{"\x80\x02", 2};

}  // namespace

void swap_bytes(std::string& bytes, std::uint64_t element_size) {
  for (std::size_t i = 0; i + element_size <= bytes.size(); i += element_size) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                 bytes.begin() + static_cast<std::ptrdiff_t>(i + element_size));
  }
}

std::unique_ptr<TorchCheckpoint> open_torch_checkpoint(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string start(4, '\0');
  if (!file) {
    throw Error(ErrorKind::kData, fmt::format("{}: cannot be read; does it exist?", path));
  }
  file.read(start.data(), 4);
  start.resize(static_cast<std::size_t>(file.gcount()));
  if (start == kZipStart) {
    return open_torch_zip(path);
  }
  if (start.starts_with(kPickleStart)) {
    return open_torch_legacy(path);
  }
  throw Error(ErrorKind::kData,
              fmt::format("{}: not a file that torch.save wrote (it begins neither like a zip "
                          "archive nor like a pickle); a .safetensors file needs no conversion, "
                          "and files from before PyTorch 0.2 must be saved again in Python: "
                          "torch.save(torch.load('old.pth'), 'new.pth')",
                          path));
}

}  // namespace goodparts
