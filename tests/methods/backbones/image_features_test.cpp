// Expected maps are the images themselves, which the stand-in for a network hands on; the place of
// every value is in the value.
#include "methods/backbones/image_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>
#include <set>

#include "kernels/base/error.h"
#include "methods/backbones/image_reader.h"
#include "tests/support/expect_error.h"

namespace goodparts {
namespace {

constexpr std::int64_t kHeight = 3;
constexpr std::int64_t kWidth = 5;
constexpr std::int64_t kEach = 3 * kHeight * kWidth;

// Pixel p of image i is 1000 i + p.
class Images : public SampleSource {
 public:
  explicit Images(std::int64_t size) {
    for (std::int64_t i = 0; i < size; ++i) {
      infos_.emplace_back();
      infos_.back().id = "image " + std::to_string(i);
    }
  }
  std::int64_t size() const override { return static_cast<std::int64_t>(infos_.size()); }
  const Shape& shape() const override { return shape_; }
  const SampleInfo& info(std::int64_t index) const override {
    return infos_[static_cast<std::size_t>(index)];
  }
  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    EXPECT_EQ(static_cast<std::int64_t>(out.size()),
              static_cast<std::int64_t>(indices.size()) * kEach);
    std::size_t to = 0;
    for (const std::int64_t index : indices) {
      ++reads;
      if (index == broken) {
        throw Error(ErrorKind::kData, info(index).id + ": cannot be decoded");
      }
      for (std::int64_t pixel = 0; pixel < kEach; ++pixel) {
        out[to++] = static_cast<float>(1000 * index + pixel);
      }
    }
  }

  std::int64_t broken = -1;
  mutable std::atomic<std::int64_t> reads{0};

 private:
  Shape shape_{{3, kHeight, kWidth}};
  std::vector<SampleInfo> infos_;
};

class Mirror : public Backbone {
 public:
  std::vector<FloatArray> features(std::span<const float> image, std::int64_t height,
                                   std::int64_t width) const override {
    if (cancel != nullptr && ++seen == cancel_after) {
      *cancel = true;
    }
    return {{{3, height, width}, {image.begin(), image.end()}}};
  }
  const std::vector<std::string>& layers() const override { return layers_; }
  std::string describe() const override { return "mirror"; }
  void save(ArchiveWriter&) const override {}

  std::atomic<bool>* cancel = nullptr;
  int cancel_after = 0;
  mutable std::atomic<int> seen{0};

 private:
  std::vector<std::string> layers_{"image"};
};

Context with_threads(int threads, Device device = Device::kCpu) {
  Context context;
  context.threads = threads;
  context.device = device;
  return context;
}

// Every second image, from the last to the first.
std::vector<std::int64_t> some_of(const Images& images) {
  std::vector<std::int64_t> indices;
  for (std::int64_t i = images.size() - 1; i >= 0; i -= 2) {
    indices.push_back(i);
  }
  return indices;
}

TEST(ForEachImage, HandsOverEveryImageOnceWhateverTheThreadsAndTheBatch) {
  for (const std::int64_t size : {0, 1, 2, 7, 64}) {
    const Images images(size);
    const std::vector<std::int64_t> indices = some_of(images);
    // A single thread reads for itself, but for a GPU.
    for (const auto& [threads, device] : {std::pair{1, Device::kCpu}, std::pair{1, Device::kCuda},
                                          std::pair{2, Device::kCpu}, std::pair{5, Device::kCpu}}) {
      for (const std::int64_t batch : {1, 3, 8, 100}) {
        std::mutex mutex;
        std::vector<int> times(indices.size(), 0);
        for_each_image(with_threads(threads, device), Mirror(), images, indices, batch,
                       [&](std::int64_t position, const std::vector<FloatArray>& maps) {
                         const std::lock_guard lock(mutex);
                         const std::int64_t index = indices.at(static_cast<std::size_t>(position));
                         ++times[static_cast<std::size_t>(position)];
                         EXPECT_EQ(maps.at(0).values.front(), static_cast<float>(1000 * index));
                         EXPECT_EQ(maps.at(0).values.back(),
                                   static_cast<float>(1000 * index + kEach - 1));
                       });
        EXPECT_THAT(times, ::testing::Each(1)) << size << " " << threads << " " << batch;
      }
    }
  }
}

TEST(ForEachImage, AnImageThatCannotBeReadIsAnErrorAndEndsTheReading) {
  for (const int threads : {1, 2, 4}) {
    for (const std::int64_t broken : {0, 50, 99}) {
      Images images(100);
      images.broken = broken;
      std::vector<std::int64_t> indices;
      for (std::int64_t i = 0; i < images.size(); ++i) {
        indices.push_back(i);
      }
      EXPECT_ERROR(for_each_image(with_threads(threads), Mirror(), images, indices, 2,
                                  [](std::int64_t, const std::vector<FloatArray>&) {}),
                   ErrorKind::kData, "image " + std::to_string(broken), "cannot be decoded");
    }
  }
}

TEST(ForEachImage, AnErrorOfTheReceiverComesThrough) {
  const Images images(30);
  const std::vector<std::int64_t> indices = some_of(images);
  for (const int threads : {1, 3}) {
    EXPECT_ERROR(for_each_image(with_threads(threads), Mirror(), images, indices, 2,
                                [](std::int64_t position, const std::vector<FloatArray>&) {
                                  if (position == 7) {
                                    throw Error(ErrorKind::kData, "seven");
                                  }
                                }),
                 ErrorKind::kData, "seven");
  }
}

TEST(ForEachImage, StopsSoonAfterTheUserAsks) {
  for (const int threads : {1, 2, 4}) {
    std::atomic<bool> cancelled{false};
    Mirror backbone;
    backbone.cancel = &cancelled;
    backbone.cancel_after = 10;
    const Images images(2000);
    const std::vector<std::int64_t> indices = some_of(images);
    Context context = with_threads(threads);
    context.cancelled = &cancelled;
    EXPECT_ERROR(for_each_image(context, backbone, images, indices, 2,
                                [](std::int64_t, const std::vector<FloatArray>&) {}),
                 ErrorKind::kInterrupted, "interrupted");
    // Each thread may end the block that it works on, and one block may have been read ahead.
    EXPECT_LE(backbone.seen, 10 + 2 * threads);
  }
}

TEST(ForEachImage, NamesTheImageWhoseFeaturesAreNotFinite) {
  class Broken : public Mirror {
    std::vector<FloatArray> features(std::span<const float> image, std::int64_t,
                                     std::int64_t) const override {
      return {{{1, 1, 1}, {image[0] == 4000.0F ? std::nanf("") : 0.0F}}};
    }
  };
  const Images images(9);
  const std::vector<std::int64_t> indices = some_of(images);
  EXPECT_ERROR(for_each_image(with_threads(2), Broken(), images, indices, 2,
                              [](std::int64_t, const std::vector<FloatArray>&) {}),
               ErrorKind::kData, "image 4: ", "not finite");
}

// No block is in memory but those that are worked on and the one that is read ahead.
TEST(ForEachBlock, ReadsOneBlockAheadAndNoMore) {
  for (const int threads : {1, 2, 4}) {
    const Images images(96);
    std::vector<std::int64_t> indices(96);
    std::iota(indices.begin(), indices.end(), std::int64_t{0});
    std::atomic<std::int64_t> done{0};
    std::vector<std::atomic<int>> times(indices.size());
    for_each_block(with_threads(threads), images, indices, 3,
                   [&](const ImageBlock& block, std::int64_t count) {
                     EXPECT_EQ(count, 3);
                     const std::int64_t read = images.reads;  // before `done`, which grows with it
                     EXPECT_LE(read, done + 3 * (threads + (threads > 1 ? 1 : 0)));
                     for (std::int64_t i = block.begin; i < block.begin + count; ++i) {
                       ++times[static_cast<std::size_t>(i)];
                     }
                     done += count;
                   });
    for (const std::atomic<int>& count : times) {
      EXPECT_EQ(count, 1);
    }
  }
}

TEST(ImageReader, ReadsNoFurtherAheadThanItIsAllowed) {
  const Images images(40);
  std::vector<std::int64_t> indices;
  for (std::int64_t i = 0; i < images.size(); ++i) {
    indices.push_back(i);
  }
  const Context context;
  ImageReader reader(context, images, indices, 4, 2);
  std::set<std::int64_t> begins;
  std::int64_t taken = 0;
  while (const auto block = reader.next()) {
    ++taken;
    begins.insert(block->begin);
    EXPECT_EQ(block->pixels.size(), static_cast<std::size_t>(4 * kEach));
    EXPECT_LE(images.reads, 4 * (taken + 2));
  }
  EXPECT_EQ(taken, 10);
  EXPECT_EQ(begins.size(), 10U);
}

}  // namespace
}  // namespace goodparts
