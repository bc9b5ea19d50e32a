#include "experiments/weights/http_attempt.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>

#include "experiments/weights/url.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr std::int64_t kLargestFile = std::int64_t{16} << 30;  // where the size is not known

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
    text.remove_suffix(1);
  }
  return text;
}

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0 ? number : 0;
}

const char* meaning_of(long status) {
  switch (status) {
    case 401:
    case 403:
      return "not allowed";
    case 404:
    case 410:
      return "not found; the file may have moved, try another --mirror";
    case 407:
      return "the proxy wants a name and a password: --proxy http://NAME:PASSWORD@HOST:PORT";
    case 429:
      return "too many requests, try again later";
    default:
      return status >= 500 ? "a fault of the server, try again later" : "unexpected";
  }
}

bool is_worth_another_attempt(long status) {
  return status == 408 || status == 429 || status >= 500;
}

}  // namespace

HttpAttempt::HttpAttempt(const Context& context, const std::string& url, PartFile& part,
                         const DownloadSettings& settings)
    : context_(context),
      url_(url),
      part_(part),
      expected_bytes_(settings.expected_bytes),
      shown_url_(without_password(url)) {
  static const CURLcode kInitialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  curl_.reset(curl_easy_init());
  if (kInitialised != CURLE_OK || curl_ == nullptr) {
    fail(ErrorKind::kUnavailable, "libcurl cannot be started");
  }
  set_options(settings);
  if (part_.size() > 0) {
    ask_for_the_rest();
  }
}

void HttpAttempt::set_options(const DownloadSettings& settings) {
  CURL* const curl = curl_.get();
  curl_easy_setopt(curl, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "goodparts");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, curl_message_);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 10L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http");
  // A secure address must not lead to an insecure one.
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR,
                   url_.starts_with("https://") ? "https" : "https,http");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, settings.connect_seconds);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, settings.stall_seconds);
  if (!settings.proxy.empty()) {
    curl_easy_setopt(curl, CURLOPT_PROXY, settings.proxy.c_str());
  }
  // Where a company's proxy looks into TLS, its certificate is usually named here.
  for (const char* variable : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    if (const char* bundle = std::getenv(variable); bundle != nullptr && *bundle != '\0') {
      curl_easy_setopt(curl, CURLOPT_CAINFO, bundle);
      break;
    }
  }
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &HttpAttempt::on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &HttpAttempt::on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &HttpAttempt::on_progress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
}

void HttpAttempt::ask_for_the_rest() {
  // As headers, since libcurl's own resuming takes an answer without a range for an error.
  headers_.reset(curl_slist_append(nullptr, fmt::format("Range: bytes={}-", part_.size()).c_str()));
  if (!part_.version().empty()) {
    curl_slist_append(headers_.get(), fmt::format("If-Range: {}", part_.version()).c_str());
  }
  curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, headers_.get());
}

long HttpAttempt::status() const {
  long status = 0;
  curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

void HttpAttempt::fail(ErrorKind kind, const std::string& what) const {
  throw Error(kind, fmt::format("{}: {}", shown_url_, what));
}

std::size_t HttpAttempt::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  static_cast<HttpAttempt*>(self)->header({data, size * count});
  return size * count;
}

std::size_t HttpAttempt::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& attempt = *static_cast<HttpAttempt*>(self);
  try {
    return attempt.body({data, size * count}) ? size * count : 0;
  } catch (...) {
    attempt.thrown_ = std::current_exception();
    return 0;
  }
}

int HttpAttempt::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const Context& context = static_cast<HttpAttempt*>(self)->context_;
  return context.cancelled != nullptr && context.cancelled->load() ? 1 : 0;
}

void HttpAttempt::header(std::string_view line) {
  if (line.starts_with("HTTP/")) {  // a redirect's headers are not the file's
    etag_.clear();
    last_modified_.clear();
    content_type_.clear();
    range_.reset();
    content_length_ = 0;
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return;
  }
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "etag") {
    etag_ = value;
  } else if (name == "last-modified") {
    last_modified_ = value;
  } else if (name == "content-type") {
    content_type_ = value;
  } else if (name == "content-length") {
    content_length_ = number_of(value);
  } else if (name == "retry-after") {
    retry_after_ = static_cast<double>(number_of(value));
  } else if (name == "content-range" && value.starts_with("bytes ")) {
    const std::string_view range = value.substr(6);
    const std::size_t dash = range.find('-');
    const std::size_t slash = range.find('/');
    range_.emplace();
    range_->first = dash < slash ? number_of(range.substr(0, dash)) : -1;
    range_->total = slash == std::string_view::npos ? 0 : number_of(range.substr(slash + 1));
  }
}

// False: what comes is not what was asked for; does_not_fit_ says whether to ask again.
bool HttpAttempt::begin_body() {
  body_begun_ = true;
  const bool whole = status() == 200;
  const std::int64_t total = whole ? content_length_ : range_.value_or(ContentRange{}).total;
  if (!whole && (!range_ || range_->first != part_.size() ||
                 (part_.total() > 0 && total > 0 && total != part_.total()))) {
    does_not_fit_ = true;
    return false;
  }
  if (content_type_.starts_with("text/html")) {
    fail(ErrorKind::kUnavailable,
         "the server sent a web page instead of the file; is there a login page or a proxy in "
         "between?");
  }
  if (expected_bytes_ > 0 && total > 0 && total != expected_bytes_) {
    fail(ErrorKind::kData, fmt::format("the server offers a file of {} bytes, but the published "
                                       "one has {}; try another --mirror",
                                       total, expected_bytes_));
  }
  if (whole) {
    // A weak ETag marks files that are alike, not equal.
    const bool strong = etag_.size() > 2 && etag_.front() == '"';
    part_.begin(strong ? etag_ : last_modified_, total);
  } else {
    part_.go_on();
  }
  const std::int64_t all = total > 0 ? total : expected_bytes_;
  progress_.emplace(context_, "fetching", all);
  progress_->detail(all > 0 ? fmt::format("of {:.1f} MB", static_cast<double>(all) * 1e-6) : "");
  progress_->advance(part_.size());
  return true;
}

bool HttpAttempt::body(std::string_view bytes) {
  if (status() != 200 && status() != 206) {
    return true;  // an error's page
  }
  if (!body_begun_ && !begin_body()) {
    return false;
  }
  const std::int64_t most = expected_bytes_ > 0 ? expected_bytes_ : kLargestFile;
  if (part_.size() + static_cast<std::int64_t>(bytes.size()) > most) {
    fail(ErrorKind::kData,
         fmt::format("the server sends more than the {} bytes of the published file; try another "
                     "--mirror",
                     most));
  }
  part_.append(bytes);
  progress_->advance(static_cast<std::int64_t>(bytes.size()));
  return true;
}

Outcome HttpAttempt::run() {
  const CURLcode code = curl_easy_perform(curl_.get());
  progress_.reset();
  if (thrown_) {
    part_.close();
    std::rethrow_exception(thrown_);
  }
  context_.check_cancelled();
  return judge(code);
}

Outcome HttpAttempt::judge(CURLcode code) {
  if (does_not_fit_) {
    part_.remove();
    problem_ = "the file has changed since the earlier attempt";
    return Outcome::kAnew;
  }
  long proxy_status = 0;  // of the tunnel that https needs
  curl_easy_getinfo(curl_.get(), CURLINFO_HTTP_CONNECTCODE, &proxy_status);
  if (code != CURLE_OK && proxy_status >= 400 && !is_worth_another_attempt(proxy_status)) {
    fail(ErrorKind::kUnavailable, fmt::format("the proxy answers HTTP status {} ({})", proxy_status,
                                              meaning_of(proxy_status)));
  }
  switch (code) {
    case CURLE_OK:
      return judge_status(status());
    case CURLE_OPERATION_TIMEDOUT:
      problem_ = body_begun_ ? "the connection stalled" : "the server does not answer";
      break;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      problem_ = curl_message_[0] != '\0' ? curl_message_ : curl_easy_strerror(code);
      break;
    default:
      fail_to_connect(code);
  }
  part_.close();
  return Outcome::kAgain;
}

void HttpAttempt::fail_to_connect(CURLcode code) const {
  const std::string reason = curl_message_[0] != '\0' ? curl_message_ : curl_easy_strerror(code);
  std::string advice;
  if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY) {
    advice =
        "; is this machine connected? Behind a proxy set https_proxy or --proxy; with a copy "
        "of the files nearby use --mirror; docs/weights.md says how to go on without a network";
  } else if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE) {
    advice = "; if a proxy replaces certificates, name its own in SSL_CERT_FILE";
  }
  fail(ErrorKind::kUnavailable, reason + advice);
}

Outcome HttpAttempt::judge_status(long status) {
  if (status == 200 || status == 206) {
    if (!body_begun_ && !begin_body()) {
      return judge(CURLE_OK);
    }
    part_.close();
    if (part_.total() > 0 && part_.size() != part_.total()) {
      problem_ = "the connection broke off";
      return Outcome::kAgain;
    }
    return Outcome::kDone;
  }
  if (status == 416) {
    if (range_ && range_->total > 0 && range_->total == part_.size()) {
      return Outcome::kDone;  // the earlier attempt was stopped after the last byte
    }
    part_.remove();
    problem_ = "the server has no such part of the file";
    return Outcome::kAnew;
  }
  const std::string answer = fmt::format("HTTP status {} ({})", status, meaning_of(status));
  if (!is_worth_another_attempt(status)) {
    fail(ErrorKind::kUnavailable, answer);
  }
  problem_ = answer;
  return Outcome::kAgain;
}

}  // namespace goodparts
