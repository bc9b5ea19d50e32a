// How an Isolation Forest is kept: the nodes of all trees in columns, and where each tree starts;
// hyperplanes and level subsets in the order of the nodes that ask them.
#include <fmt/format.h>

#include <bit>

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
  require(!tree.nodes.empty(), "a tree is empty");
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const IsolationNode& node = tree.nodes[i];
    require(node.feature < columns && node.feature >= kLevelSubset,
            "a node asks for a feature that does not exist");
    const auto left = static_cast<std::int64_t>(node.left);
    require(node.feature == kLeaf || (left > static_cast<std::int64_t>(i) &&
                                      left + 1 < static_cast<std::int64_t>(tree.nodes.size())),
            "a node points outside its tree");
    require(node.feature == kLeaf || (tree.rows[static_cast<std::size_t>(left)] >= 0 &&
                                      tree.rows[static_cast<std::size_t>(left) + 1] >= 0 &&
                                      tree.rows[static_cast<std::size_t>(left)] +
                                              tree.rows[static_cast<std::size_t>(left) + 1] >
                                          0),
            "a node has no rows");
  }
}

// Hyperplanes one after another.
struct PlaneColumns {
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> columns;
  std::vector<double> weights;
  std::vector<double> medians;
  std::vector<double> means;
  std::vector<double> offsets;

  void add(const Hyperplane& plane) {
    sizes.push_back(static_cast<std::int64_t>(plane.columns.size()));
    columns.insert(columns.end(), plane.columns.begin(), plane.columns.end());
    weights.insert(weights.end(), plane.weights.begin(), plane.weights.end());
    medians.insert(medians.end(), plane.medians.begin(), plane.medians.end());
    means.insert(means.end(), plane.means.begin(), plane.means.end());
    offsets.push_back(plane.offset);
  }

  // The plane number `index`, whose parts begin at `at`, which goes on behind it.
  Hyperplane take(std::size_t index, std::size_t& at, std::int64_t feature_count) const {
    require(index < sizes.size() && index < offsets.size() && sizes[index] > 0,
            "a hyperplane is missing");
    const auto end = at + static_cast<std::size_t>(sizes[index]);
    require(end <= columns.size() && weights.size() == columns.size() &&
                medians.size() == columns.size() && means.size() == columns.size(),
            "its hyperplanes differ in length");
    Hyperplane plane;
    for (; at < end; ++at) {
      require(columns[at] >= 0 && columns[at] < feature_count,
              "a hyperplane asks for a feature that does not exist");
      plane.columns.push_back(static_cast<std::int32_t>(columns[at]));
      plane.weights.push_back(weights[at]);
      plane.medians.push_back(medians[at]);
      plane.means.push_back(means[at]);
    }
    plane.offset = offsets[index];
    return plane;
  }

  void save(ArchiveWriter& archive) const {
    archive.integers("planes/sizes", sizes);
    archive.integers("planes/columns", columns);
    archive.numbers("planes/weights", weights);
    archive.numbers("planes/medians", medians);
    archive.numbers("planes/means", means);
    archive.numbers("planes/offsets", offsets);
  }

  static PlaneColumns load(const ArchiveReader& archive) {
    if (!archive.has("planes/sizes")) {
      return {};
    }
    return {archive.integers("planes/sizes"),  archive.integers("planes/columns"),
            archive.numbers("planes/weights"), archive.numbers("planes/medians"),
            archive.numbers("planes/means"),   archive.numbers("planes/offsets")};
  }
};

struct SubsetColumns {
  std::vector<std::int64_t> column;
  std::vector<std::int64_t> left;
  std::vector<std::int64_t> present;

  void add(const LevelSubset& subset) {
    column.push_back(subset.column);
    left.push_back(std::bit_cast<std::int64_t>(subset.left));
    present.push_back(std::bit_cast<std::int64_t>(subset.present));
  }

  LevelSubset take(std::size_t index, std::int64_t feature_count) const {
    require(index < column.size() && index < left.size() && index < present.size(),
            "a level subset is missing");
    require(column[index] >= 0 && column[index] < feature_count,
            "a level subset asks for a feature that does not exist");
    return {static_cast<std::int32_t>(column[index]), std::bit_cast<std::uint64_t>(left[index]),
            std::bit_cast<std::uint64_t>(present[index])};
  }

  void save(ArchiveWriter& archive) const {
    archive.integers("subsets/column", column);
    archive.integers("subsets/left", left);
    archive.integers("subsets/present", present);
  }

  static SubsetColumns load(const ArchiveReader& archive) {
    if (!archive.has("subsets/column")) {
      return {};
    }
    return {archive.integers("subsets/column"), archive.integers("subsets/left"),
            archive.integers("subsets/present")};
  }
};

// All nodes one after another, and what they ask.
struct NodeColumns {
  std::vector<std::int64_t> starts;
  std::vector<std::int64_t> features;
  std::vector<std::int64_t> lefts;
  std::vector<std::int64_t> rows;
  std::vector<double> values;
  PlaneColumns planes;
  SubsetColumns subsets;

  void add(const IsolationTree& tree) {
    starts.push_back(static_cast<std::int64_t>(features.size()));
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      const IsolationNode& node = tree.nodes[i];
      features.push_back(node.feature);
      lefts.push_back(node.left);
      rows.push_back(tree.rows[i]);
      values.push_back(node.feature < kLeaf ? 0.0 : node.value);
      if (node.feature == kHyperplane) {
        planes.add(tree.planes[static_cast<std::size_t>(node.value)]);
      } else if (node.feature == kLevelSubset) {
        subsets.add(tree.subsets[static_cast<std::size_t>(node.value)]);
      }
    }
  }

  std::vector<IsolationTree> trees(std::int64_t feature_count) const {
    const auto count = static_cast<std::int64_t>(features.size());
    require(lefts.size() == features.size() && values.size() == features.size() &&
                rows.size() == features.size(),
            "its node columns differ in length");
    require(!starts.empty() && starts.front() == 0, "it has no first tree");
    std::vector<IsolationTree> trees;
    std::size_t plane = 0;
    std::size_t plane_part = 0;
    std::size_t subset = 0;
    for (std::size_t t = 0; t < starts.size(); ++t) {
      const std::int64_t end = t + 1 < starts.size() ? starts[t + 1] : count;
      require(starts[t] >= 0 && starts[t] < end && end <= count, "its trees overlap");
      IsolationTree& tree = trees.emplace_back();
      for (auto i = static_cast<std::size_t>(starts[t]); i < static_cast<std::size_t>(end); ++i) {
        IsolationNode node{static_cast<std::int32_t>(features[i]),
                           static_cast<std::int32_t>(lefts[i]), values[i]};
        if (node.feature == kHyperplane) {
          node.value = static_cast<double>(tree.planes.size());
          tree.planes.push_back(planes.take(plane++, plane_part, feature_count));
        } else if (node.feature == kLevelSubset) {
          node.value = static_cast<double>(tree.subsets.size());
          tree.subsets.push_back(subsets.take(subset++, feature_count));
        }
        tree.nodes.push_back(node);
        tree.rows.push_back(static_cast<std::int32_t>(rows[i]));
      }
      check_tree(tree, feature_count);
    }
    return trees;
  }
};

}  // namespace

void IsolationForest::save(ArchiveWriter& archive) const {
  NodeColumns columns;
  for (const IsolationTree& tree : trees_) {
    columns.add(tree);
  }
  input_.save(archive);
  archive.text("split", config_.split);
  archive.number("extension_level", static_cast<double>(config_.extension_level.value_or(-1)));
  archive.text("missing", config_.missing);
  archive.text("harmonic", config_.harmonic);
  const std::vector<std::int64_t> sizes = {sample_size_, max_depth_};
  archive.integers("sizes", sizes);
  archive.integers("trees/starts", columns.starts);
  archive.integers("nodes/feature", columns.features);
  archive.integers("nodes/left", columns.lefts);
  archive.integers("nodes/rows", columns.rows);
  archive.numbers("nodes/value", columns.values);
  if (!columns.planes.sizes.empty()) {
    columns.planes.save(archive);
  }
  if (!columns.subsets.column.empty()) {
    columns.subsets.save(archive);
  }
}

void IsolationForest::load(const ArchiveReader& archive) {
  require(archive.has("nodes/rows"), "an older goodparts made it");
  const std::vector<std::int64_t> sizes = archive.integers("sizes");
  require(sizes.size() == 2 && sizes[0] > 1, "its sizes make no sense");
  input_.load(archive);
  NodeColumns columns;
  columns.starts = archive.integers("trees/starts");
  columns.features = archive.integers("nodes/feature");
  columns.lefts = archive.integers("nodes/left");
  columns.rows = archive.integers("nodes/rows");
  columns.values = archive.numbers("nodes/value");
  columns.planes = PlaneColumns::load(archive);
  columns.subsets = SubsetColumns::load(archive);
  trees_ = columns.trees(input_.columns());
  fast_ = std::make_unique<Fast>();
  config_.split = archive.text("split");
  const auto level = static_cast<std::int64_t>(archive.number("extension_level"));
  config_.extension_level = level < 0 ? std::nullopt : std::optional(level);
  config_.missing = archive.text("missing");
  config_.harmonic = archive.text("harmonic");
  sample_size_ = sizes[0];
  max_depth_ = sizes[1];
}

}  // namespace goodparts
