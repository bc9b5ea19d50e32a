// Fetches one file over HTTP or HTTPS, through a proxy where one is set, and goes on where an
// earlier attempt broke off.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "kernels/base/context.h"

namespace goodparts {

struct DownloadSettings {
  std::string proxy;  // URL; "": what https_proxy, http_proxy, all_proxy and no_proxy say
  std::int64_t expected_bytes = 0;  // 0: not known
  long connect_seconds = 30;
  long stall_seconds = 60;     // without a byte: the connection is taken for broken
  int retries = 4;             // in a row that bring nothing new
  double pause_seconds = 1.0;  // before the first retry; doubles with each
};

// Afterwards `part` is the whole file; whether it is the right one is for the caller to check.
// Broken and stalled connections and the server's passing faults (408, 429, 5xx) are tried again,
// each time from the byte where the last ended. Throws Error(kUnavailable) naming the URL and the
// reason, Error(kData) where the server offers a file of the wrong size, Error(kOutput) where the
// disk is full, Error(kInterrupted); what has arrived stays for the next call.
void download(const Context& context, const std::string& url, const std::filesystem::path& part,
              const DownloadSettings& settings);

}  // namespace goodparts
