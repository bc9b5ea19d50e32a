// Image files as samples, decoded when read.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/image/image_input.h"

namespace goodparts {

struct ImageFile {
  std::filesystem::path path;
  SampleInfo info;
};

std::unique_ptr<SampleSource> make_image_files(std::vector<ImageFile> files,
                                               const ImageInput& input);

struct LabelledImage {
  std::filesystem::path image;
  std::string defect;          // kGood for good ones
  std::filesystem::path mask;  // empty: nothing is marked
};

// A mask marks as defective what is not black. `with_masks`: whether pixel labels are known at all.
std::unique_ptr<Labels> make_image_labels(std::vector<LabelledImage> images, bool with_masks);

// Checks images and masks and throws one Error(kData) that lists what is truncated,
// damaged or (masks) of another size than its image. Returns the indices of masks in which nothing
// is marked.
std::vector<std::size_t> check_images(const Context& context,
                                      const std::vector<LabelledImage>& images);

}  // namespace goodparts
