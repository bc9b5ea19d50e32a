#include "methods/backbones/image_reader.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "kernels/base/parallel.h"

namespace goodparts {

ImageReader::ImageReader(const Context& context, const SampleSource& images,
                         std::span<const std::int64_t> indices, std::int64_t block,
                         std::int64_t ahead)
    : context_(context),
      images_(images),
      indices_(indices),
      block_(block),
      blocks_((static_cast<std::int64_t>(indices.size()) + block - 1) / block),
      ahead_(static_cast<std::size_t>(ahead)) {
  if (ahead_ > 0 && blocks_ > 1) {
    thread_ = std::thread([this] { read_ahead(); });
  }
}

ImageReader::~ImageReader() {
  stop();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void ImageReader::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
}

std::optional<ImageBlock> ImageReader::next() {
  context_.check_cancelled();
  std::unique_lock lock(mutex_);
  while (true) {
    if (failure_) {
      std::rethrow_exception(failure_);
    }
    if (stop_) {
      return std::nullopt;
    }
    if (!ready_.empty()) {
      ImageBlock block = std::move(ready_.front());
      ready_.pop_front();
      changed_.notify_all();
      return block;
    }
    if (const std::int64_t block = take(); block >= 0) {
      lock.unlock();
      return read(block);
    }
    if (!reading_) {
      return std::nullopt;
    }
    changed_.wait(lock);
  }
}

std::int64_t ImageReader::take() { return next_ < blocks_ ? next_++ : -1; }

ImageBlock ImageReader::read(std::int64_t block) const {
  const auto begin = static_cast<std::size_t>(block * block_);
  const auto part =
      indices_.subspan(begin, std::min(static_cast<std::size_t>(block_), indices_.size() - begin));
  ImageBlock result{block * block_, {}};
  result.pixels.resize(part.size() * static_cast<std::size_t>(images_.shape().elements()));
  images_.read(part, result.pixels);
  return result;
}

void ImageReader::read_ahead() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stop_ || ready_.size() < ahead_; });
    const std::int64_t block = stop_ ? -1 : take();
    if (block < 0) {
      return;
    }
    reading_ = true;
    lock.unlock();
    std::exception_ptr failure;
    ImageBlock done;
    try {
      context_.check_cancelled();
      done = read(block);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    reading_ = false;
    if (failure) {
      failure_ = failure;
    } else {
      ready_.push_back(std::move(done));
    }
    changed_.notify_all();
    if (failure) {
      return;
    }
  }
}

void for_each_block(const Context& context, const SampleSource& images,
                    std::span<const std::int64_t> indices, std::int64_t most,
                    const BlockReceiver& receive) {
  assert(most >= 1);
  const auto total = static_cast<std::int64_t>(indices.size());
  if (total == 0) {
    return;
  }
  const std::int64_t workers = std::min<std::int64_t>(std::max(1, context.threads), total);
  // All workers get equally many blocks, of nearly equal size.
  const std::int64_t rounds = (total + workers * most - 1) / (workers * most);
  const std::int64_t block = (total + workers * rounds - 1) / (workers * rounds);
  // A single thread reads for itself: who asked for one gets no other. Next to a GPU it would wait.
  const bool ahead = workers > 1 || context.device == Device::kCuda;
  ImageReader reader(context, images, indices, block, ahead ? 1 : 0);
  parallel_for(static_cast<int>(workers), workers, [&](std::int64_t) {
    try {
      while (const std::optional<ImageBlock> read = reader.next()) {
        receive(*read, static_cast<std::int64_t>(read->pixels.size()) / images.shape().elements());
      }
    } catch (...) {
      reader.stop();  // the others need not go on
      throw;
    }
  });
}

}  // namespace goodparts
