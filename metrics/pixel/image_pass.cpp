#include "metrics/pixel/image_pass.h"

#include <fmt/format.h>

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

void check(const PixelImage& image, std::int64_t index) {
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorKind::kData, fmt::format("image {} of the anomaly maps: {}", index, what));
  };
  const std::int64_t expected = image.height * image.width;
  if (std::ssize(image.scores) != expected || std::ssize(image.mask) != expected) {
    fail(
        fmt::format("{} scores and {} mask pixels, but the size is {} × {}; write both at one size",
                    image.scores.size(), image.mask.size(), image.height, image.width));
  }
  const std::int64_t pixel = first_not_finite(image.scores.data(), expected);
  if (pixel >= 0) {
    fail(fmt::format("the score at row {}, column {} is {}; scores must be finite numbers",
                     pixel / image.width, pixel % image.width,
                     image.scores[static_cast<std::size_t>(pixel)]));
  }
}

// A place for one image between the thread that reads and the one that counts.
class HandOver {
 public:
  // False: nobody wants more.
  bool put(CheckedImage image) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !image_ || stopped_; });
    if (!stopped_) {
      image_ = std::move(image);
      changed_.notify_all();
    }
    return !stopped_;
  }
  void end(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    error_ = std::move(error);
    changed_.notify_all();
  }
  // Nothing: no more images.
  std::optional<CheckedImage> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return image_ || ended_; });
    if (!image_ && error_) {
      std::rethrow_exception(error_);
    }
    std::optional<CheckedImage> image;
    image.swap(image_);
    changed_.notify_all();
    return image;
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<CheckedImage> image_;
  std::exception_ptr error_;
  bool ended_ = false;
  bool stopped_ = false;
};

void read_all(const PixelSource& source, HandOver& hand_over) {
  std::exception_ptr error;
  try {
    for (std::int64_t index = 0; index < source.size(); ++index) {
      if (!hand_over.put(checked_image(source.read(index), index))) {
        break;
      }
    }
  } catch (...) {
    error = std::current_exception();
  }
  hand_over.end(std::move(error));
}

}  // namespace

CheckedImage checked_image(PixelImage pixels, std::int64_t index) {
  check(pixels, index);
  ComponentRuns found = component_runs(pixels.mask.data(), pixels.height, pixels.width);
  return {index, std::move(pixels), std::move(found)};
}

void for_each_image(const PixelSource& source, int threads,
                    const std::function<void(CheckedImage&)>& visit) {
  if (threads < 2) {
    for (std::int64_t index = 0; index < source.size(); ++index) {
      CheckedImage image = checked_image(source.read(index), index);
      visit(image);
    }
    return;
  }
  HandOver hand_over;
  std::thread reader([&] { read_all(source, hand_over); });
  try {
    while (std::optional<CheckedImage> image = hand_over.take()) {
      visit(*image);
    }
  } catch (...) {
    hand_over.stop();
    reader.join();
    throw;
  }
  reader.join();
}

void add_to_sweep(const CheckedImage& image, PixelSweep& sweep) {
  const std::int64_t first_region = sweep.regions();
  for (const std::int64_t area : image.found.areas) {
    sweep.add_region(area);
  }
  const float* const scores = image.pixels.scores.data();
  for (const ComponentRun& run : image.found.runs) {
    sweep.add_defective(scores + run.begin, run.length, first_region + run.region);
  }
  for_each_good_stretch(image, [&](std::int64_t begin, std::int64_t length) {
    sweep.add_good(scores + begin, length);
  });
}

}  // namespace goodparts
