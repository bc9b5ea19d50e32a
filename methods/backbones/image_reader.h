// Reads images in blocks, ahead of those who work on them, so that a slow disk does not keep the
// processor waiting, nor decoding a GPU.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/context.h"

namespace goodparts {

struct ImageBlock {
  std::int64_t begin = 0;  // position of its first image in `indices`
  std::vector<float> pixels;
};

// One thread reads ahead, at most `ahead` blocks that nobody has taken yet; with ahead 0 there is
// none. Whoever finds no block ready reads the next one himself instead of waiting.
class ImageReader {
 public:
  ImageReader(const Context& context, const SampleSource& images,
              std::span<const std::int64_t> indices, std::int64_t block, std::int64_t ahead);
  ImageReader(const ImageReader&) = delete;
  ImageReader& operator=(const ImageReader&) = delete;
  ~ImageReader();  // waits for the read in progress, if any

  // A block that nobody else gets, nearly in order; none after the last. Several threads may ask.
  // Throws what reading threw, or Error(kInterrupted) once the user has asked to stop.
  std::optional<ImageBlock> next();
  // next() gives nothing any more.
  void stop();

 private:
  std::int64_t take();  // the next block to read; -1: none left. With the lock held.
  ImageBlock read(std::int64_t block) const;
  void read_ahead();

  const Context& context_;
  const SampleSource& images_;
  std::span<const std::int64_t> indices_;
  std::int64_t block_;
  std::int64_t blocks_;
  std::size_t ahead_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t next_ = 0;
  std::deque<ImageBlock> ready_;
  bool reading_ = false;  // the thread has taken a block that is not ready yet
  bool stop_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

// Gets a block, and how many images it holds.
using BlockReceiver = std::function<void(const ImageBlock& block, std::int64_t count)>;

// Calls `receive` with all of `indices` in blocks of at most `most` images (at least 1), in any
// order and from context.threads threads at once, while the next block is read. In memory are a
// block for each thread and one more. Throws what reading and receiving threw, or
// Error(kInterrupted) once the user has asked to stop.
void for_each_block(const Context& context, const SampleSource& images,
                    std::span<const std::int64_t> indices, std::int64_t most,
                    const BlockReceiver& receive);

}  // namespace goodparts
