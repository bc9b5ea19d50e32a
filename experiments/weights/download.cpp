#include "experiments/weights/download.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "experiments/weights/http_attempt.h"
#include "experiments/weights/part_file.h"
#include "experiments/weights/url.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr double kLongestPause = 60.0;

void pause(const Context& context, double seconds) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                                   std::chrono::duration<double>(seconds));
  while (Clock::now() < end) {
    context.check_cancelled();
    std::this_thread::sleep_for(
        std::min<Clock::duration>(std::chrono::milliseconds(50), end - Clock::now()));
  }
}

}  // namespace

void download(const Context& context, const std::string& url, const std::filesystem::path& path,
              const DownloadSettings& settings) {
  PartFile part(path, url);
  if (part.size() > 0) {
    context.message(fmt::format("going on after the {} bytes of an earlier attempt", part.size()));
  }
  double next_pause = settings.pause_seconds;
  for (int failures = 0;;) {
    const std::int64_t before = part.size();
    HttpAttempt attempt(context, url, part, settings);
    const Outcome outcome = attempt.run();
    if (outcome == Outcome::kDone) {
      return;
    }
    if (outcome == Outcome::kAgain && part.size() > before) {
      failures = 0;
      next_pause = settings.pause_seconds;
    }
    if (++failures > settings.retries) {
      throw Error(ErrorKind::kUnavailable,
                  fmt::format("{}: {}; given up after {} attempts. The same command goes on where "
                              "this one ended",
                              without_password(url), attempt.problem(), failures));
    }
    const double seconds =
        std::min(kLongestPause, std::max(next_pause, attempt.retry_after_seconds()));
    context.message(fmt::format("{}; trying again in {:.0f} s", attempt.problem(), seconds));
    pause(context, seconds);
    next_pause = std::min(kLongestPause, 2.0 * next_pause);
  }
}

}  // namespace goodparts
