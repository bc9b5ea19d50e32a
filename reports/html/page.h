// The page built from reports/html/ui, as one HTML document with kPageDataMarker once where its
// data go. page_template() is defined in a file that the build generates
// (reports/html/embed_page.cmake).
#pragma once

#include <string_view>

namespace goodparts {

inline constexpr std::string_view kPageDataMarker = "@goodparts-data@";

std::string_view page_template();

}  // namespace goodparts
