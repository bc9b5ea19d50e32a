// Copies between ordinary host memory and the device by way of two page-locked halves: while the
// device copies one, the host fills or empties the other. Small copies go directly. For .cu files.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/cuda/buffer.h"

namespace goodparts::cuda {

// All copies are in the order of the default stream. One thread at a time. Takes its memory, 8 MiB,
// at the first large copy.
class Staging {
 public:
  Staging() = default;
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  // `from` may be changed as soon as this returns.
  template <class T>
  void upload(Buffer<T>& to, const T* from, std::int64_t count, std::int64_t at = 0) {
    upload_bytes(reinterpret_cast<char*>(to.get() + at), reinterpret_cast<const char*>(from),
                 static_cast<std::size_t>(count) * sizeof(T));
  }
  template <class T>
  Buffer<T> uploaded(const T* from, std::int64_t count) {
    Buffer<T> buffer(count);
    upload(buffer, from, count);
    return buffer;
  }
  // Waits for the kernels before it.
  template <class T>
  void download(const Buffer<T>& from, T* to, std::int64_t count, std::int64_t at = 0) {
    download_bytes(reinterpret_cast<const char*>(from.get() + at), reinterpret_cast<char*>(to),
                   static_cast<std::size_t>(count) * sizeof(T));
  }

 private:
  static constexpr std::size_t kHalf = std::size_t{4} << 20;
  static constexpr std::size_t kLeast = std::size_t{1} << 20;  // less is copied directly

  class Half {
   public:
    Half() = default;
    Half(const Half&) = delete;
    Half& operator=(const Half&) = delete;
    ~Half() {
      if (copied_ != nullptr) {
        (void)cudaEventSynchronize(copied_);  // before its memory goes
        (void)cudaEventDestroy(copied_);
      }
    }
    // The memory, with no copy under way.
    char* idle() {
      if (copied_ == nullptr) {
        check(cudaEventCreateWithFlags(&copied_, cudaEventDisableTiming), "creating an event");
        memory_ = PinnedBytes(kHalf);
      }
      check(cudaEventSynchronize(copied_), "waiting for a copy");
      return memory_.get();
    }
    void copy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
      check(cudaMemcpyAsync(to, from, bytes, kind, nullptr), "copying by way of staging memory");
      check(cudaEventRecord(copied_, nullptr), "recording an event");
    }

   private:
    PinnedBytes memory_;
    cudaEvent_t copied_ = nullptr;
  };

  void upload_bytes(char* to, const char* from, std::size_t bytes) {
    if (bytes < kLeast) {
      if (bytes > 0) {
        check(cudaMemcpy(to, from, bytes, cudaMemcpyHostToDevice), "copying to the device");
      }
      return;
    }
    for (std::size_t done = 0, turn = 0; done < bytes; done += kHalf, ++turn) {
      const std::size_t part = std::min(kHalf, bytes - done);
      Half& half = halves_[turn % 2];
      char* const memory = half.idle();
      std::memcpy(memory, from + done, part);
      half.copy(to + done, memory, part, cudaMemcpyHostToDevice);
    }
  }

  void download_bytes(const char* from, char* to, std::size_t bytes) {
    if (bytes < kLeast) {
      if (bytes > 0) {
        check(cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToHost), "copying from the device");
      }
      return;
    }
    const std::size_t parts = (bytes + kHalf - 1) / kHalf;
    for (std::size_t part = 0; part <= parts; ++part) {
      if (part < parts) {  // the next is copied …
        Half& half = halves_[part % 2];
        char* const memory = half.idle();
        half.copy(memory, from + part * kHalf, std::min(kHalf, bytes - part * kHalf),
                  cudaMemcpyDeviceToHost);
      }
      if (part > 0) {  // … while the one before it is taken out
        const std::size_t begin = (part - 1) * kHalf;
        std::memcpy(to + begin, halves_[(part - 1) % 2].idle(), std::min(kHalf, bytes - begin));
      }
    }
  }

  Half halves_[2];
};

}  // namespace goodparts::cuda
