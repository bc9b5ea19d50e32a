// How an Isolation Forest is kept: the nodes of all trees in columns, and where each tree starts.
#include <fmt/format.h>

#include "methods/isolation_forest/isolation_forest.h"

namespace goodparts {
namespace {

void require(bool holds, const char* what) {
  if (!holds) {
    throw Error(ErrorKind::kData,
                fmt::format("the stored isolation_forest is damaged: {}; train it again", what));
  }
}

// Children lie behind their parent, so that every walk ends.
void check_tree(const IsolationTree& tree, std::int64_t columns) {
  require(!tree.empty(), "a tree is empty");
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const IsolationNode& node = tree[i];
    require(node.feature < columns, "a node asks for a feature that does not exist");
    const auto left = static_cast<std::int64_t>(node.left);
    require(node.feature < 0 || (left > static_cast<std::int64_t>(i) &&
                                 left + 1 < static_cast<std::int64_t>(tree.size())),
            "a node points outside its tree");
  }
}

}  // namespace

void IsolationForest::save(ArchiveWriter& archive) const {
  std::vector<std::int64_t> starts;
  std::vector<std::int64_t> features;
  std::vector<std::int64_t> lefts;
  std::vector<double> values;
  for (const IsolationTree& tree : trees_) {
    starts.push_back(static_cast<std::int64_t>(features.size()));
    for (const IsolationNode& node : tree) {
      features.push_back(node.feature);
      lefts.push_back(node.left);
      values.push_back(node.value);
    }
  }
  archive.text("harmonic", config_.harmonic);
  const std::vector<std::int64_t> sizes = {columns_, good_rows_, sample_size_, max_depth_};
  archive.integers("sizes", sizes);
  archive.integers("trees/starts", starts);
  archive.integers("nodes/feature", features);
  archive.integers("nodes/left", lefts);
  archive.numbers("nodes/value", values);
  if (backbone_) {
    backbone_->save(archive);
  }
}

void IsolationForest::load(const ArchiveReader& archive) {
  const std::vector<std::int64_t> sizes = archive.integers("sizes");
  const std::vector<std::int64_t> starts = archive.integers("trees/starts");
  const std::vector<std::int64_t> features = archive.integers("nodes/feature");
  const std::vector<std::int64_t> lefts = archive.integers("nodes/left");
  const std::vector<double> values = archive.numbers("nodes/value");
  const auto count = static_cast<std::int64_t>(features.size());
  require(sizes.size() == 4 && sizes[0] > 0 && sizes[2] > 1, "its sizes make no sense");
  require(lefts.size() == features.size() && values.size() == features.size(),
          "its node columns differ in length");
  require(!starts.empty() && starts.front() == 0, "it has no first tree");

  std::vector<IsolationTree> trees;
  for (std::size_t t = 0; t < starts.size(); ++t) {
    const std::int64_t end = t + 1 < starts.size() ? starts[t + 1] : count;
    require(starts[t] >= 0 && starts[t] < end && end <= count, "its trees overlap");
    IsolationTree& tree = trees.emplace_back();
    for (auto i = static_cast<std::size_t>(starts[t]); i < static_cast<std::size_t>(end); ++i) {
      tree.push_back(
          {static_cast<std::int32_t>(features[i]), static_cast<std::int32_t>(lefts[i]), values[i]});
    }
    check_tree(tree, sizes[0]);
  }
  config_.harmonic = archive.text("harmonic");
  columns_ = sizes[0];
  good_rows_ = sizes[1];
  sample_size_ = sizes[2];
  max_depth_ = sizes[3];
  trees_ = std::move(trees);
  backbone_ = archive.has("backbone/arch") ? load_backbone(archive) : nullptr;
}

}  // namespace goodparts
