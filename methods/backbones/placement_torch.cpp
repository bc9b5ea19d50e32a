#include "methods/backbones/placement_torch.h"

#include <fmt/format.h>
#include <torch/version.h>

#include "methods/backbones/network.h"

namespace goodparts {
namespace {

// Every run the same bits, and products of floats not rounded to TF32's eleven bits.
void set_up_cuda() {
  at::globalContext().setBenchmarkCuDNN(false);
  at::globalContext().setDeterministicCuDNN(true);
  at::globalContext().setAllowTF32CuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
}

}  // namespace

at::Tensor Placement::operator()(const at::Tensor& tensor) const {
  const auto format =
      tensor.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
  // To the device as it is, and only there to other numbers: a copy that does both goes through
  // another copy on the CPU.
  const at::TensorOptions same = at::TensorOptions(device).dtype(tensor.scalar_type());
  return tensor.to(same, /*non_blocking=*/true, /*copy=*/false, format)
      .to(same.dtype(type), /*non_blocking=*/false, /*copy=*/false, format);
}

at::Tensor Placement::fetch(const at::Tensor& tensor) const {
  const at::Tensor plain = tensor.contiguous(at::MemoryFormat::Contiguous).to(at::kFloat);
  if (device.is_cpu()) {
    return plain;
  }
  at::Tensor host = at::empty(plain.sizes(), host_options());
  host.copy_(plain);
  return host;
}

at::TensorOptions Placement::host_options() const {
  return at::TensorOptions(at::kCPU).dtype(at::kFloat).pinned_memory(device.is_cuda());
}

Placement placement_on(Device device, bool bfloat16) {
  const at::ScalarType type = bfloat16 && computes_bfloat16(device) ? at::kBFloat16 : at::kFloat;
  if (device == Device::kCpu || !at::hasCUDA()) {
    return {at::kCPU, type};
  }
  static std::once_flag once;
  std::call_once(once, set_up_cuda);
  return {at::kCUDA, type};
}

void tell_placement(const Context& context, const Placement& placement) {
  if (context.device == Device::kCuda && placement.device.is_cpu()) {
    context.message(
        fmt::format("device=cuda: the backbone's network computes on the {}; install a LibTorch "
                    "built with CUDA and build goodparts with it",
                    network_device(context.device)));
  }
}

std::string network_device(Device device) {
  if (device == Device::kCpu) {
    return "cpu";
  }
  return at::hasCUDA() ? "cuda" : "cpu, for this LibTorch (" TORCH_VERSION ") has no CUDA";
}

}  // namespace goodparts
