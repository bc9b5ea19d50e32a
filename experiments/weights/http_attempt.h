// One HTTP request for a file, or for the rest of it; for download.cpp.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "experiments/weights/download.h"
#include "experiments/weights/part_file.h"

namespace goodparts {

enum class Outcome {
  kDone,   // the part is the whole file
  kAgain,  // worth another attempt; see problem()
  kAnew,   // as kAgain; the part has been thrown away, since it did not fit
};

class HttpAttempt {
 public:
  HttpAttempt(const Context& context, const std::string& url, PartFile& part,
              const DownloadSettings& settings);

  // Throws Error where another attempt would be of no use.
  Outcome run();
  // Why another attempt is needed: "the connection broke off".
  const std::string& problem() const { return problem_; }
  double retry_after_seconds() const { return retry_after_; }  // as the server asked; 0: it did not

 private:
  struct FreeCurl {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  struct ContentRange {
    std::int64_t first = -1;  // −1: "*"
    std::int64_t total = 0;   // 0: not known
  };

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  void set_options(const DownloadSettings& settings);
  void ask_for_the_rest();
  void header(std::string_view line);
  bool body(std::string_view bytes);
  bool begin_body();
  Outcome judge(CURLcode code);
  Outcome judge_status(long status);
  [[noreturn]] void fail(ErrorKind kind, const std::string& what) const;
  [[noreturn]] void fail_to_connect(CURLcode code) const;
  long status() const;

  const Context& context_;
  const std::string& url_;
  PartFile& part_;
  std::int64_t expected_bytes_;
  std::string shown_url_;
  std::unique_ptr<CURL, FreeCurl> curl_;
  std::unique_ptr<curl_slist, FreeCurl> headers_;
  char curl_message_[CURL_ERROR_SIZE] = {};

  // Of the latest response.
  std::string etag_;
  std::string last_modified_;
  std::string content_type_;
  std::optional<ContentRange> range_;
  std::int64_t content_length_ = 0;
  double retry_after_ = 0.0;

  std::optional<Progress> progress_;
  bool body_begun_ = false;
  bool does_not_fit_ = false;
  std::exception_ptr thrown_;  // must not pass through libcurl
  std::string problem_;
};

}  // namespace goodparts
