#include "metrics/pixel/image_pass.h"

#include <fmt/format.h>

#include <atomic>
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
    throw Error(ErrorKind::kData, image.name.empty()
                                      ? fmt::format("image {} of the anomaly maps: {}", index, what)
                                      : fmt::format("{}: {}", image.name, what));
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

// An image, or what went wrong with it.
struct Item {
  std::int64_t index = 0;
  CheckedImage image;
  std::exception_ptr error;
};

// A place for one item between the threads that read and the one that counts, in order.
class HandOver {
 public:
  // Waits for its turn. False: nobody wants more.
  bool put(Item item) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopped_ || (!item_ && item.index == next_); });
    if (!stopped_) {
      item_ = std::move(item);
      ++next_;
      changed_.notify_all();
    }
    return !stopped_;
  }
  CheckedImage take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return item_.has_value(); });
    Item item = std::move(*item_);
    item_.reset();
    changed_.notify_all();
    if (item.error) {
      std::rethrow_exception(item.error);
    }
    return std::move(item.image);
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Item> item_;
  std::int64_t next_ = 0;  // index of the item that may be put
  bool stopped_ = false;
};

// Reads every image that no other thread has taken.
void read_some(const PixelSource& source, std::int64_t size, std::atomic<std::int64_t>& untaken,
               HandOver& hand_over) {
  for (std::int64_t index = untaken++; index < size; index = untaken++) {
    Item item{index, {}, nullptr};
    try {
      item.image = checked_image(source.read(index), index);
    } catch (...) {
      item.error = std::current_exception();
    }
    if (!hand_over.put(std::move(item))) {
      return;
    }
  }
}

// Threads that read ahead until they are done or told to stop, which the end of this object does.
class Readers {
 public:
  Readers(const PixelSource& source, std::int64_t size, int count) {
    for (int i = 0; i < count; ++i) {
      threads_.emplace_back(
          [&source, size, this] { read_some(source, size, untaken_, hand_over_); });
    }
  }
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;
  ~Readers() {
    hand_over_.stop();
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }
  CheckedImage take() { return hand_over_.take(); }

 private:
  HandOver hand_over_;
  std::atomic<std::int64_t> untaken_{0};
  std::vector<std::thread> threads_;
};

}  // namespace

CheckedImage checked_image(PixelImage pixels, std::int64_t index) {
  check(pixels, index);
  ComponentRuns found = component_runs(pixels.mask.data(), pixels.height, pixels.width);
  return {index, std::move(pixels), std::move(found)};
}

void for_each_image(const PixelSource& source, int threads,
                    const std::function<void(CheckedImage&)>& visit) {
  const std::int64_t size = source.size();
  if (threads < 2) {
    for (std::int64_t index = 0; index < size; ++index) {
      CheckedImage image = checked_image(source.read(index), index);
      visit(image);
    }
    return;
  }
  Readers readers(source, size, source.concurrent_reads() ? 2 : 1);
  for (std::int64_t index = 0; index < size; ++index) {
    CheckedImage image = readers.take();
    visit(image);
  }
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
