// Pieces of GitHub's Markdown.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace goodparts {

using MarkdownTable = std::vector<std::vector<std::string>>;  // the first row is the heading

std::string markdown_plain(const std::string& text);  // text that must not be taken for markup
std::string render_markdown(const MarkdownTable& table, std::size_t left_aligned);

}  // namespace goodparts
