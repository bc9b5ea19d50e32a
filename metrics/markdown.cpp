#include "metrics/markdown.h"

#include "kernels/base/join.h"

namespace goodparts {

std::string markdown_plain(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      result += ' ';
      continue;
    }
    if (std::string("\\`*[]<|").find(c) != std::string::npos) {
      result += '\\';
    }
    result += c;
  }
  return result;
}

std::string render_markdown(const MarkdownTable& table, std::size_t left_aligned) {
  std::string text;
  for (std::size_t i = 0; i < table.size(); ++i) {
    text += "| " + joined(table[i], " | ") + " |\n";
    if (i == 0) {
      for (std::size_t column = 0; column < table[0].size(); ++column) {
        text += column < left_aligned ? "|:--" : "|--:";
      }
      text += "|\n";
    }
  }
  return text + '\n';
}

}  // namespace goodparts
