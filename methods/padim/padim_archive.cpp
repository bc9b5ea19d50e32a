// What of PaDiM goes into a model file and comes out of it.
#include <array>
#include <cassert>

#include "methods/padim/padim.h"

namespace goodparts {

void Padim::save(ArchiveWriter& archive) const {
  assert(backbone_ != nullptr);
  archive.number("padim/regulariser", config_.regulariser);
  archive.number("padim/map_sigma", config_.map_sigma);
  archive.integers("padim/input", input_);
  archive.integers("padim/grid", std::array{grid_.height, grid_.width});
  archive.integers("padim/counts", std::array{images_, channels_, gaussians_.rank});
  archive.integers("padim/selected", selected_);
  archive.floats("padim/means", {gaussians_.places, gaussians_.dim}, gaussians_.means);
  archive.floats("padim/factors", {gaussians_.places, gaussians_.floats_per_place()},
                 gaussians_.factors);
  backbone_->save(archive);
}

void Padim::load(const ArchiveReader& archive) {
  const auto require = [](bool fits) {
    if (!fits) {
      throw Error(ErrorKind::kData, "the saved PaDiM is damaged; train it again");
    }
  };
  config_.regulariser = archive.number("padim/regulariser");
  config_.map_sigma = archive.number("padim/map_sigma");
  input_ = archive.integers("padim/input");
  const std::vector<std::int64_t> grid = archive.integers("padim/grid");
  const std::vector<std::int64_t> counts = archive.integers("padim/counts");
  selected_ = archive.integers("padim/selected");
  FloatArray means = archive.floats("padim/means");
  FloatArray factors = archive.floats("padim/factors");
  require(input_.size() == 2 && grid.size() == 2 && counts.size() == 3 && !selected_.empty() &&
          grid[0] > 0 && grid[1] > 0);
  config_.validate();
  grid_ = {grid[0], grid[1]};
  images_ = counts[0];
  channels_ = counts[1];
  const auto dim = static_cast<std::int64_t>(selected_.size());
  require(counts[2] >= 0 && counts[2] <= dim && selected_.front() >= 0 &&
          selected_.back() < channels_);
  config_.covariance = counts[2] == 0 ? "full" : "low_rank";
  gaussians_ = unfilled_place_gaussians(grid[0] * grid[1], dim, counts[2]);
  require(means.shape == std::vector<std::int64_t>{gaussians_.places, dim} &&
          factors.shape ==
              std::vector<std::int64_t>{gaussians_.places, gaussians_.floats_per_place()});
  gaussians_.means = std::move(means.values);
  gaussians_.factors = std::move(factors.values);
  backbone_ = load_backbone(archive);
}

}  // namespace goodparts
