// The whole text of a file.
#pragma once

#include <string>

namespace goodparts {

// Throws Error(kData) naming the path: no such file, a folder, not readable.
std::string read_text(const std::string& path);

}  // namespace goodparts
