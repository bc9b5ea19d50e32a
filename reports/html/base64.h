// Base64 (RFC 4648), for pictures inside a page.
#pragma once

#include <string>
#include <string_view>

namespace goodparts {

std::string base64(std::string_view bytes);

}  // namespace goodparts
