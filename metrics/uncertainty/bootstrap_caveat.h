// Where bootstrap intervals are not to be trusted, in a sentence.
#pragma once

#include <string>

#include "metrics/uncertainty/bootstrap_replicates.h"

namespace goodparts {

// With a blank between; an empty one is left out.
void append_sentence(std::string& text, const std::string& sentence);

// "" where both classes have 20 samples, or 20 groups, or more.
std::string few_units_caveat(const LabelledSamples& samples);

// The same of images with defects. labels: 1 for such an image.
std::string few_images_caveat(const LabelledSamples& images);

}  // namespace goodparts
