// Pieces of GitHub's Markdown that the Markdown reports share.
#pragma once

#include <string>
#include <vector>

#include "reports/leaderboard.h"

namespace goodparts {

using MarkdownTable = std::vector<std::vector<std::string>>;  // the first row is the heading

std::string markdown_plain(const std::string& text);  // text that must not be taken for markup
std::string render_markdown(const MarkdownTable& table, std::size_t left_aligned);
// "0.929 ± 0.004"; without "±" for fewer than two runs.
std::string spread_text(const Spread& value, std::string (*text)(double));

}  // namespace goodparts
