// Numbers as text: what YAML, the override grammar and the casts share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace goodparts::config {

// The text without its underscores: 1_000 → 1000.
std::string without_underscores(std::string_view text);

// `digits` (no sign, no prefix, no underscores) in the given base. nullopt if empty, another
// character or over 64 bits.
std::optional<std::int64_t> parse_digits(std::string_view digits, int base, bool negative);

// What Python's int(text) gives: blanks around, a sign, underscores between digits. nullopt where
// Python throws or the value needs more than 64 bits.
std::optional<std::int64_t> parse_python_int(std::string_view text);

// What Python's float(text) gives: blanks around, a sign, underscores between digits, inf,
// infinity, nan. nullopt where Python throws. Too large is infinity.
std::optional<double> parse_python_float(std::string_view text);

}  // namespace goodparts::config
