#include "experiments/terminal/progress_bar.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace goodparts {

using namespace std::chrono_literals;

ProgressBar::ProgressBar() : visible_(::isatty(STDERR_FILENO) == 1) {}

void ProgressBar::begin(const std::string& task, std::int64_t total) {
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  tasks_.push_back({task, total, 0, now, now});
}

void ProgressBar::advance(std::int64_t steps) {
  const std::lock_guard lock(mutex_);
  if (tasks_.empty()) {
    return;
  }
  Task& task = tasks_.back();
  task.done += steps;
  const Clock::time_point now = Clock::now();
  if (visible_ && now - task.started > 1s && now - task.drawn > 100ms) {
    task.drawn = now;
    draw(task);
  }
}

void ProgressBar::end() {
  {
    const std::lock_guard lock(mutex_);
    if (!tasks_.empty()) {
      tasks_.pop_back();
    }
  }
  clear();
}

void ProgressBar::detail(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (!tasks_.empty()) {
    tasks_.back().detail = text;
  }
}

void ProgressBar::message(const std::string& text) { spdlog::info("{}", text); }

void ProgressBar::clear() {
  const std::lock_guard lock(mutex_);
  if (on_screen_) {
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    on_screen_ = false;
  }
}

void ProgressBar::draw(Task& task) {
  constexpr int kWidth = 30;
  const double share = std::clamp(
      static_cast<double>(task.done) / static_cast<double>(std::max<std::int64_t>(1, task.total)),
      0.0, 1.0);
  const double elapsed = std::chrono::duration<double>(Clock::now() - task.started).count();
  const double remaining = share > 0.0 ? elapsed * (1.0 - share) / share : 0.0;
  const int filled = static_cast<int>(share * kWidth);
  fmt::print(stderr, "\r\x1b[K{:<28.28} [{:=<{}}{:<{}}] {:3.0f} %  {} left  {}", task.name, "",
             filled, "", kWidth - filled, share * 100.0, duration_text(remaining), task.detail);
  std::fflush(stderr);
  on_screen_ = true;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (whole < 60) {
    return fmt::format("{} s", whole);
  }
  if (whole < 3600) {
    return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  }
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace goodparts
