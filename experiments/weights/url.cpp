#include "experiments/weights/url.h"

#include <fmt/format.h>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

// Of "https://host/path": where the host begins, and where it ends.
struct Host {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Host host_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  return {begin, std::min(url.find_first_of("/?#", begin), url.size())};
}

}  // namespace

std::string through_mirror(const std::string& url, const std::string& mirror) {
  if (mirror.empty()) {
    return url;
  }
  if (!mirror.starts_with("https://") && !mirror.starts_with("http://")) {
    throw Error(ErrorKind::kConfig,
                fmt::format("--mirror (or GOODPARTS_MIRROR): '{}' is no URL; it must begin with "
                            "https:// or http://",
                            without_password(mirror)));
  }
  return mirror.substr(0, mirror.find_last_not_of('/') + 1) + url.substr(host_of(url).end);
}

std::string without_password(const std::string& url) {
  const Host host = host_of(url);
  const std::size_t at = url.rfind('@', host.end);
  if (at == std::string::npos || at < host.begin) {
    return url;
  }
  return url.substr(0, host.begin) + url.substr(at + 1);
}

}  // namespace goodparts
