// A progress bar with the remaining time on standard error. Draws nothing unless standard error is
// a terminal, and nothing for a task that ends within a second. Of nested tasks the innermost is
// drawn.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "kernels/base/context.h"

namespace goodparts {

class ProgressBar : public ProgressSink {
 public:
  ProgressBar();
  explicit ProgressBar(bool visible) : visible_(visible) {}

  void begin(const std::string& task, std::int64_t total) override;
  void advance(std::int64_t steps) override;
  void end() override;
  void detail(const std::string& text) override;
  void message(const std::string& text) override;  // to the log

  // Removes the bar from the screen, so that a line can be printed.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  struct Task {
    std::string name;
    std::int64_t total = 0;
    std::int64_t done = 0;
    Clock::time_point started;
    Clock::time_point drawn;
    std::string detail = {};
  };
  void draw(Task& task);

  bool visible_;
  bool on_screen_ = false;
  std::mutex mutex_;
  std::vector<Task> tasks_;
};

// "48 s", "3 min 05 s", "2 h 10 min".
std::string duration_text(double seconds);

}  // namespace goodparts
