// A server on the loopback that plays the hub, well-behaved or not.
#pragma once

#include <httplib.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace goodparts::testing {

struct Seen {
  std::string target;
  std::string range;
  std::string if_range;
};

class Hub {
 public:
  std::string content;
  std::string etag = "\"one\"";
  bool knows_ranges = true;
  std::atomic<int> break_after{0};  // bytes of the next answer, then the connection breaks off
  std::atomic<bool> stall = false;  // instead of breaking, send nothing more
  std::atomic<int> status{200};     // what the next answers are instead
  std::atomic<int> faults{0};       // how many of them; −1: all

  explicit Hub(std::string served) : content(std::move(served)) {
    server_.set_keep_alive_max_count(1);
    server_.Get("/moved", [](const httplib::Request&, httplib::Response& answer) {
      answer.set_redirect("/file.pth");
    });
    server_.Get("/page", [](const httplib::Request&, httplib::Response& answer) {
      answer.set_content("<html>Sign in</html>", "text/html");
    });
    server_.Get(".*", [this](const httplib::Request& request, httplib::Response& answer) {
      serve(request, answer);
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  ~Hub() {
    stop_ = true;
    server_.stop();
    thread_.join();
  }

  std::string url(const std::string& path = "") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  std::vector<Seen> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  void serve(const httplib::Request& request, httplib::Response& answer) {
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back({request.target, request.get_header_value("Range"),
                       request.get_header_value("If-Range")});
    }
    auto& ranges = const_cast<httplib::Request&>(request).ranges;  // httplib answers them by itself
    const std::string if_range = request.get_header_value("If-Range");
    if (!knows_ranges || (!if_range.empty() && if_range != etag)) {
      ranges.clear();
    }
    if (faults != 0) {
      faults -= faults > 0 ? 1 : 0;
      ranges.clear();
      answer.status = status;
      return;
    }
    if (!ranges.empty() && ranges[0].first >= static_cast<ssize_t>(content.size())) {
      ranges.clear();
      answer.status = 416;
      answer.set_header("Content-Range", "bytes */" + std::to_string(content.size()));
      return;
    }
    if (!etag.empty()) {
      answer.set_header("ETag", etag);
    }
    const int limit = break_after.exchange(0);
    answer.set_content_provider(
        content.size(), "application/octet-stream",
        [this, limit](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
          if (limit == 0) {
            return sink.write(content.data() + offset, length);
          }
          sink.write(content.data() + offset, static_cast<std::size_t>(limit));
          while (stall && !stop_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
          }
          return false;
        });
  }

  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::vector<Seen> seen_;
};

}  // namespace goodparts::testing
