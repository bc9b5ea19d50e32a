#include "experiments/terminal/log.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <mutex>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

class BarAwareSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit BarAwareSink(ProgressBar& bar) : bar_(bar) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    bar_.clear();
    spdlog::memory_buf_t text;
    formatter_->format(message, text);
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  void flush_() override { std::fflush(stderr); }

 private:
  ProgressBar& bar_;
};

}  // namespace

void set_up_log(ProgressBar& bar, bool quiet) {
  auto sink = std::make_shared<BarAwareSink>(bar);
  sink->set_pattern("%^%v%$");
  sink->set_level(quiet ? spdlog::level::warn : spdlog::level::info);
  auto logger = std::make_shared<spdlog::logger>("goodparts", std::move(sink));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

LogToFile::LogToFile(const std::filesystem::path& path) {
  try {
    sink_ = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path.string(), true);
  } catch (const spdlog::spdlog_ex& error) {
    throw Error(ErrorKind::kOutput, path.string() + ": cannot be written: " + error.what());
  }
  sink_->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  spdlog::default_logger()->sinks().push_back(sink_);
}

LogToFile::~LogToFile() {
  auto& sinks = spdlog::default_logger()->sinks();
  sinks.erase(std::remove(sinks.begin(), sinks.end(), sink_), sinks.end());
}

}  // namespace goodparts
