// SHA-256 of files, as 64 lower-case hexadecimal digits.
#pragma once

#include <filesystem>
#include <string>

#include "kernels/base/context.h"

namespace goodparts {

// Reports progress in bytes as `task`. Throws Error(kData) where the file cannot be read.
std::string sha256_of_file(const Context& context, const std::filesystem::path& path,
                           const std::string& task);

}  // namespace goodparts
