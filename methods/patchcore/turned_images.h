// Images beside copies of them turned and mirrored: more to remember of a part that may lie any way
// round, where there are few images of it.
#pragma once

#include <string>
#include <vector>

#include "datasets/sample.h"

namespace goodparts {

// How many images one becomes with method.augment: none 1, rotate 4 (by 0°, 90°, 180°, 270°),
// rotate_flip 8 (these mirrored as well).
std::int64_t turned_copies(const std::string& augment);

class TurnedImages : public SampleSource {
 public:
  // `images` must outlive this source. Throws Error(kConfig) for images that are not square, unless
  // `augment` is none.
  TurnedImages(const SampleSource& images, const std::string& augment);

  // Image i becomes copies · i, …; the first of them is the image itself.
  std::int64_t size() const override { return images_.size() * copies_; }
  const Shape& shape() const override { return images_.shape(); }
  const SampleInfo& info(std::int64_t index) const override {
    return images_.info(index / copies_);
  }
  void read(std::span<const std::int64_t> indices, std::span<float> out) const override;

 private:
  const SampleSource& images_;
  std::int64_t copies_;
};

}  // namespace goodparts
