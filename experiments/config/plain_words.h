// Words that stand for themselves, in overrides and in interpolations: what value a run of them
// makes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiments/config/override_lexer.h"
#include "experiments/config/override_value.h"

namespace goodparts::config {

// Blanks at both ends are dropped; then one word has its own type (1e3 is a float) and several make
// a string. Throws Error(kConfig) for nothing but blanks, and for an integer of more than 64 bits.
Value value_of_words(std::vector<Token> words);

// The text of a word: escaped characters without their backslashes.
std::string text_of_word(const Token& word);

}  // namespace goodparts::config
