#include "kernels/forest/path_sums.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/base/parallel.h"
#include "kernels/forest/forest_on_device.h"
#include "kernels/forest/path_lengths.h"

namespace goodparts {
namespace {

bool complete(MatrixView rows) {
  return std::none_of(rows.data, rows.data + rows.rows * rows.cols,
                      [](float value) { return std::isnan(value); });
}

MatrixView block_of(MatrixView rows, std::int64_t block) {
  const std::int64_t begin = block * PathSums::kBlock;
  return {rows.row(begin), std::min(PathSums::kBlock, rows.rows - begin), rows.cols};
}

std::vector<std::int64_t> missing(const std::vector<std::uint8_t>& whole) {
  std::vector<std::int64_t> blocks;
  for (std::size_t block = 0; block < whole.size(); ++block) {
    if (whole[block] == 0) {
      blocks.push_back(static_cast<std::int64_t>(block));
    }
  }
  return blocks;
}

}  // namespace

PathSums::PathSums(FlatForest forest)
    : forest_(std::move(forest)), on_device_(std::make_unique<ForestOnDevice>()) {}

PathSums::~PathSums() = default;

const PathLengths& PathSums::on_cpu() const {
  std::call_once(made_, [&] { on_cpu_ = std::make_unique<PathLengths>(forest_); });
  return *on_cpu_;
}

std::vector<std::int64_t> PathSums::add_to(const Context& context, double* sums,
                                           MatrixView rows) const {
  const std::int64_t blocks = (rows.rows + kBlock - 1) / kBlock;
  std::vector<std::uint8_t> whole(static_cast<std::size_t>(blocks));
  const bool here = context.device == Device::kCpu;
  const PathLengths* const lengths = here ? &on_cpu() : nullptr;
  parallel_for(context.threads, blocks, [&](std::int64_t block) {
    context.check_cancelled();
    const MatrixView part = block_of(rows, block);
    whole[static_cast<std::size_t>(block)] = complete(part) ? 1 : 0;
    if (here && whole[static_cast<std::size_t>(block)] != 0) {
      lengths->add_to(sums + block * kBlock, part);
    }
  });
  if (here) {
    return missing(whole);
  }
  const cuda::ForestWalk& walk = on_device_->of(forest_);
  for (auto begin = whole.begin(); begin != whole.end();) {  // neighbouring blocks at once
    begin = std::find(begin, whole.end(), 1);
    const auto end = std::find(begin, whole.end(), 0);
    const std::int64_t first = (begin - whole.begin()) * kBlock;
    const std::int64_t count = std::min((end - whole.begin()) * kBlock, rows.rows) - first;
    if (count > 0) {
      context.check_cancelled();
      walk.add_to(sums + first, rows.row(first), count);
    }
    begin = end;
  }
  return missing(whole);
}

}  // namespace goodparts
