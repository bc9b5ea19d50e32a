// Device memory, and host memory that the device copies from and to by itself, with an owner. For
// .cu files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "kernels/cuda/check.h"

namespace goodparts::cuda {

template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::int64_t size) : size_(size) {
    if (size > 0) {
      check(cudaMalloc(reinterpret_cast<void**>(&data_), bytes()), "allocating device memory");
    }
  }
  Buffer(Buffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() {
    if (data_ != nullptr) {
      (void)cudaFree(data_);  // a destructor has nobody to tell
    }
  }

  T* get() { return data_; }
  const T* get() const { return data_; }
  std::int64_t size() const { return size_; }
  std::size_t bytes() const { return static_cast<std::size_t>(size_) * sizeof(T); }

  void upload(const T* from, std::int64_t count, std::int64_t at = 0) {
    if (count > 0) {
      check(cudaMemcpy(data_ + at, from, static_cast<std::size_t>(count) * sizeof(T),
                       cudaMemcpyHostToDevice),
            "copying to the device");
    }
  }
  // Waits for the kernels before it.
  void download(T* to, std::int64_t count, std::int64_t at = 0) const {
    if (count > 0) {
      check(cudaMemcpy(to, data_ + at, static_cast<std::size_t>(count) * sizeof(T),
                       cudaMemcpyDeviceToHost),
            "copying from the device");
    }
  }
  void fill_bytes(int value) {
    if (size_ > 0) {
      check(cudaMemset(data_, value, bytes()), "filling device memory");
    }
  }

 private:
  T* data_ = nullptr;
  std::int64_t size_ = 0;
};

// Page-locked host memory.
class PinnedBytes {
 public:
  PinnedBytes() = default;
  explicit PinnedBytes(std::size_t size) {
    check(cudaMallocHost(reinterpret_cast<void**>(&data_), size), "allocating page-locked memory");
  }
  PinnedBytes(PinnedBytes&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  PinnedBytes& operator=(PinnedBytes&& other) noexcept {
    std::swap(data_, other.data_);
    return *this;
  }
  ~PinnedBytes() {
    if (data_ != nullptr) {
      (void)cudaFreeHost(data_);
    }
  }
  char* get() { return data_; }

 private:
  char* data_ = nullptr;
};

template <class T>
Buffer<T> uploaded(const T* from, std::int64_t count) {
  Buffer<T> buffer(count);
  buffer.upload(from, count);
  return buffer;
}

}  // namespace goodparts::cuda
