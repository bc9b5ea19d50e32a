// What fetching does with URLs.
#pragma once

#include <string>

namespace goodparts {

// The URL with scheme and host replaced by `mirror` (which may have a path of its own); unchanged
// where `mirror` is empty. Throws Error(kConfig) for a mirror that is no http or https URL.
std::string through_mirror(const std::string& url, const std::string& mirror);

// Without user name and password, for messages and records.
std::string without_password(const std::string& url);

}  // namespace goodparts
