#include "methods/backbones/convolution.h"

#include <fmt/format.h>

#include <cassert>
#include <cmath>
#include <utility>

#include "kernels/base/error.h"
#include "kernels/base/rng.h"
#include "methods/backbones/shape_text.h"

namespace goodparts {
namespace {

constexpr double kNormEpsilon = 1e-5;  // of torchvision's batch norms

std::vector<std::int64_t> weight_shape(const Step& step) {
  return {step.out, step.in / step.groups, step.kernel, step.kernel};
}

std::string archive_name(const Step& step) { return "backbone/convolutions/" + step.name; }

Convolution read_folded(const SafetensorsFile& file, const Step& step) {
  Convolution result{file.read(step.name + ".weight", weight_shape(step)), {}};
  const auto vector = [&](const char* name) {
    return file.read(step.norm + "." + name, {step.out}).values;
  };
  const std::vector<float> gamma = vector("weight");
  const std::vector<float> beta = vector("bias");
  const std::vector<float> mean = vector("running_mean");
  const std::vector<float> variance = vector("running_var");
  const std::size_t each = result.weights.values.size() / gamma.size();
  for (std::size_t c = 0; c < gamma.size(); ++c) {
    const double scale =
        static_cast<double>(gamma[c]) / std::sqrt(static_cast<double>(variance[c]) + kNormEpsilon);
    const double bias = static_cast<double>(beta[c]) - static_cast<double>(mean[c]) * scale;
    if (!std::isfinite(scale) || !std::isfinite(bias)) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: batch norm '{}', channel {}: variance {} gives no finite scale; "
                              "the file is damaged",
                              file.path(), step.norm, c, variance[c]));
    }
    for (std::size_t i = c * each; i < (c + 1) * each; ++i) {
      result.weights.values[i] =
          static_cast<float>(static_cast<double>(result.weights.values[i]) * scale);
    }
    result.bias.push_back(static_cast<float>(bias));
  }
  return result;
}

Convolution random_convolution(std::uint64_t seed, const Step& step) {
  Rng rng(seed, step.name);
  Convolution result;
  result.weights.shape = weight_shape(step);
  result.weights.values.resize(
      static_cast<std::size_t>(step.out * step.in / step.groups * step.kernel * step.kernel));
  const double deviation = std::sqrt(2.0 * static_cast<double>(step.groups) /
                                     static_cast<double>(step.out * step.kernel * step.kernel));
  for (float& weight : result.weights.values) {
    weight = static_cast<float>(rng.normal(0.0, deviation));
  }
  result.bias.resize(static_cast<std::size_t>(step.out), 0.0F);
  return result;
}

template <class Make>  // Convolution(const Step&)
std::vector<Convolution> for_each_convolution(const std::vector<Step>& steps, const Make& make) {
  std::vector<Convolution> result;
  for (const Step& step : steps) {
    if (step.is_convolution()) {
      result.push_back(make(step));
    }
  }
  return result;
}

}  // namespace

std::vector<Convolution> read_convolutions(const SafetensorsFile& file,
                                           const std::vector<Step>& steps) {
  return for_each_convolution(steps, [&](const Step& step) { return read_folded(file, step); });
}

std::vector<Convolution> random_convolutions(std::uint64_t seed, const std::vector<Step>& steps) {
  return for_each_convolution(steps,
                              [&](const Step& step) { return random_convolution(seed, step); });
}

void save_convolutions(ArchiveWriter& archive, const std::vector<Step>& steps,
                       const std::vector<Convolution>& convolutions) {
  std::size_t next = 0;
  for (const Step& step : steps) {
    if (step.is_convolution()) {
      const Convolution& convolution = convolutions[next++];
      archive.floats(archive_name(step) + "/weights", convolution.weights.shape,
                     convolution.weights.values);
      archive.floats(archive_name(step) + "/bias", {step.out}, convolution.bias);
    }
  }
  assert(next == convolutions.size());
}

std::vector<Convolution> load_convolutions(const ArchiveReader& archive,
                                           const std::vector<Step>& steps) {
  return for_each_convolution(steps, [&](const Step& step) {
    const auto read = [&](const std::string& part, const std::vector<std::int64_t>& expected) {
      FloatArray array = archive.floats(archive_name(step) + part);
      if (array.shape != expected) {
        throw Error(
            ErrorKind::kData,
            fmt::format("the saved model's {}{} has shape {}, expected {}; it was "
                        "written by another version or is damaged",
                        archive_name(step), part, shape_text(array.shape), shape_text(expected)));
      }
      return array;
    };
    Convolution result{read("/weights", weight_shape(step)), {}};
    result.bias = read("/bias", {step.out}).values;
    return result;
  });
}

}  // namespace goodparts
