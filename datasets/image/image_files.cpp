#include "datasets/image/image_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "datasets/image/decode.h"
#include "kernels/base/error.h"
#include "kernels/base/parallel.h"

namespace goodparts {
namespace {

class ImageFiles : public SampleSource {
 public:
  ImageFiles(std::vector<ImageFile> files, const ImageInput& input)
      : files_(std::move(files)), input_(input), shape_(input.shape()) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(files_.size()); }
  const Shape& shape() const override { return shape_; }
  const SampleInfo& info(std::int64_t index) const override { return file(index).info; }

  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    const auto elements = static_cast<std::size_t>(shape_.elements());
    for (std::size_t i = 0; i < indices.size(); ++i) {
      to_input(decode_image(file(indices[i]).path), input_, out.subspan(i * elements, elements));
    }
  }

  ImageGeometry geometry(std::int64_t index) const override {
    return input_.locate(read_image_size(file(index).path));
  }
  Picture picture(std::int64_t index) const override { return decode_picture(file(index).path); }

 private:
  const ImageFile& file(std::int64_t index) const {
    return files_.at(static_cast<std::size_t>(index));
  }

  std::vector<ImageFile> files_;
  ImageInput input_;
  Shape shape_;
};

Mask decode_mask(const std::filesystem::path& path, const ImageSize& size,
                 const std::filesystem::path& image) {
  const Picture picture = decode_picture(path);
  if (ImageSize{picture.height, picture.width} != size) {
    throw Error(ErrorKind::kData, fmt::format("{}: the mask is {}×{} pixels (height×width), its "
                                              "image {} is {}×{}; export the mask at the "
                                              "size of its image",
                                              path.string(), picture.height, picture.width,
                                              image.string(), size.height, size.width));
  }
  Mask mask{size.height, size.width, std::vector<std::uint8_t>(picture.rgb.size() / 3)};
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    const std::uint8_t* rgb = picture.rgb.data() + 3 * i;
    mask.pixels[i] = (rgb[0] | rgb[1] | rgb[2]) != 0 ? 1 : 0;
  }
  return mask;
}

class ImageLabels : public Labels {
 public:
  ImageLabels(std::vector<LabelledImage> images, bool with_masks)
      : images_(std::move(images)), with_masks_(with_masks) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(images_.size()); }
  bool anomalous(std::int64_t index) const override { return at(index).defect != kGood; }
  const std::string& defect(std::int64_t index) const override { return at(index).defect; }
  bool has_masks() const override { return with_masks_; }

  Mask mask(std::int64_t index) const override {
    const LabelledImage& labelled = at(index);
    const ImageSize size = read_image_size(labelled.image);
    if (labelled.mask.empty()) {
      return {size.height, size.width,
              std::vector<std::uint8_t>(static_cast<std::size_t>(size.height * size.width))};
    }
    return decode_mask(labelled.mask, size, labelled.image);
  }

 private:
  const LabelledImage& at(std::int64_t index) const {
    return images_.at(static_cast<std::size_t>(index));
  }

  std::vector<LabelledImage> images_;
  bool with_masks_;
};

[[noreturn]] void fail_with(const std::vector<std::string>& wrong) {
  constexpr std::size_t kListed = 5;
  std::string message = wrong.front();
  for (std::size_t i = 1; i < std::min(wrong.size(), kListed); ++i) {
    message += "\n" + wrong[i];
  }
  if (wrong.size() > kListed) {
    message += fmt::format("\nand {} more files", wrong.size() - kListed);
  }
  throw Error(ErrorKind::kData, message);
}

}  // namespace

std::unique_ptr<SampleSource> make_image_files(std::vector<ImageFile> files,
                                               const ImageInput& input) {
  return std::make_unique<ImageFiles>(std::move(files), input);
}

std::unique_ptr<Labels> make_image_labels(std::vector<LabelledImage> images, bool with_masks) {
  return std::make_unique<ImageLabels>(std::move(images), with_masks);
}

std::vector<std::size_t> check_images(const Context& context,
                                      const std::vector<LabelledImage>& images) {
  std::vector<std::string> problems(images.size());
  std::vector<std::uint8_t> unmarked(images.size(), 0);
  Progress progress(context, "check images", static_cast<std::int64_t>(images.size()));
  parallel_for(context.threads, static_cast<std::int64_t>(images.size()), [&](std::int64_t index) {
    const auto i = static_cast<std::size_t>(index);
    try {
      const ImageSize size = check_image(images[i].image);
      if (!images[i].mask.empty()) {
        const Mask mask = decode_mask(images[i].mask, size, images[i].image);
        unmarked[i] = std::ranges::count(mask.pixels, 1) == 0;
      }
    } catch (const Error& wrong) {
      problems[i] = wrong.what();
    }
    progress.advance();
  });
  std::erase(problems, "");
  if (!problems.empty()) {
    fail_with(problems);
  }
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (unmarked[i] != 0) {
      result.push_back(i);
    }
  }
  return result;
}

}  // namespace goodparts
