#include "reports/html/html_report.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "kernels/base/atomic_file.h"
#include "reports/html/gallery.h"
#include "reports/html/page.h"
#include "reports/html/page_data.h"
#include "reports/leaderboard.h"

namespace goodparts {
namespace {

std::string now_utc() {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::time(nullptr)));
}

}  // namespace

std::string script_safe(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";  // "<" only ever stands inside JSON strings
    } else {
      text += c;
    }
  }
  return text;
}

void HtmlReport::add(const RunRecord& run) {
  pictures_given_.push_back(run.gallery.size());
  runs_.push_back(run);
  runs_.back().gallery = worst_first(std::move(runs_.back().gallery), run.evaluation);
}

void HtmlReport::finish() {
  const DetailLimits limits = detail_limits(runs_);
  const std::vector<std::size_t> shown = pictures_that_fit(runs_, kPictureBytes);
  nlohmann::ordered_json runs = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    nlohmann::ordered_json run = run_json(runs_[i], limits);
    run["pictures_given"] = pictures_given_[i];
    run["gallery"] = gallery_json(runs_[i], shown[i]);
    runs.push_back(std::move(run));
  }
  const nlohmann::ordered_json data = {{"version", GOODPARTS_VERSION},
                                       {"written", written_.empty() ? now_utc() : written_},
                                       {"rows", leaderboard_json(leaderboard(runs_))},
                                       {"runs", std::move(runs)}};
  // Bytes that are not UTF-8 (a file name, say) become replacement characters instead of an
  // exception.
  const std::string json = data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const std::string_view page = page_template();
  const std::size_t at = page.find(kPageDataMarker);
  std::string html(page.substr(0, at));
  html += script_safe(json);
  html += page.substr(at + kPageDataMarker.size());
  write_file_atomically(path_, html);
}

}  // namespace goodparts
