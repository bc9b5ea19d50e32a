// How rates, counts and scores are written in sentences.
#pragma once

#include <cstdint>
#include <string>

namespace goodparts {

// 0.0497 -> "4.97 %", to three digits.
std::string percent_text(double rate);

// As percent_text, but never below the rate: for bounds that are promised to hold.
std::string bound_text(double rate);

// The same for lower bounds: never above the rate.
std::string lower_bound_text(double rate);

// "1 held-out good part", "12 held-out good parts".
std::string held_out_text(std::int64_t count);

// "1 good part", "12 good parts".
std::string good_parts_text(std::int64_t count);

std::string score_text(double score);

// 0.95 -> "95 % confidence".
std::string confidence_text(double confidence);

}  // namespace goodparts
