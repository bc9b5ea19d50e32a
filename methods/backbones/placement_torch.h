// Where a network computes and in which numbers.
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "kernels/base/context.h"

namespace goodparts {

struct Placement {
  at::Device device = at::kCPU;
  at::ScalarType type = at::kFloat;

  // Four dimensions come out channels last, which both oneDNN and cuDNN want.
  at::Tensor operator()(const at::Tensor& tensor) const;
  // Back on the CPU: float, row-major.
  at::Tensor fetch(const at::Tensor& tensor) const;
  // Of floats to be filled on the CPU and handed to operator(): where a GPU will read them, in
  // memory that it can read by itself.
  at::TensorOptions host_options() const;
};

// Where a network computes that is asked to on `device`, as network_device() says. With bfloat16
// where it is asked for and computes_bfloat16(device).
Placement placement_on(Device device, bool bfloat16);

// Tells `context` where the network is not on the device that was asked for.
void tell_placement(const Context& context, const Placement& placement);

// A network's weights on each device that asks for them, brought there when it first does. Several
// threads may ask.
template <class Weights>
class PlacedOnce {
 public:
  using Make = std::function<std::unique_ptr<Weights>(const Placement&)>;

  const Weights& get(const Context& context, bool bfloat16, const Make& make) const {
    const Placement placement = placement_on(context.device, bfloat16);
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Weights>& found = placed_[placement.device.type()];
    if (found == nullptr) {
      found = make(placement);
      tell_placement(context, placement);
    }
    return *found;
  }
  bool has(at::DeviceType device) const {
    const std::lock_guard lock(mutex_);
    return placed_.count(device) > 0;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::map<at::DeviceType, std::unique_ptr<Weights>> placed_;
};

}  // namespace goodparts
