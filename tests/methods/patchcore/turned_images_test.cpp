#include "methods/patchcore/turned_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/memory_source.h"

namespace goodparts {
namespace {

using testing::MemorySource;

// a = np.arange(1, 10).reshape(3, 3): np.rot90(a, k) for k = 0 … 3, then of a[:, ::-1].
TEST(TurnedImages, AreThoseOfNumpysRot90) {
  const MemorySource images({1, 3, 3}, {std::vector<float>(9, 0.0F), {1, 2, 3, 4, 5, 6, 7, 8, 9}});
  const std::vector<std::vector<float>> expected = {
      {1, 2, 3, 4, 5, 6, 7, 8, 9}, {3, 6, 9, 2, 5, 8, 1, 4, 7}, {9, 8, 7, 6, 5, 4, 3, 2, 1},
      {7, 4, 1, 8, 5, 2, 9, 6, 3}, {3, 2, 1, 6, 5, 4, 9, 8, 7}, {1, 4, 7, 2, 5, 8, 3, 6, 9},
      {7, 8, 9, 4, 5, 6, 1, 2, 3}, {9, 6, 3, 8, 5, 2, 7, 4, 1}};
  const TurnedImages turned(images, "rotate_flip");
  EXPECT_EQ(turned.size(), 16);
  for (std::int64_t copy = 0; copy < 8; ++copy) {
    const std::int64_t index = 8 + copy;
    std::vector<float> found(9);
    turned.read({&index, 1}, found);
    EXPECT_EQ(found, expected[static_cast<std::size_t>(copy)]) << copy;
    EXPECT_EQ(turned.info(index).id, "sample 1");
  }
  EXPECT_EQ(TurnedImages(images, "rotate").size(), 8);
  EXPECT_EQ(TurnedImages(images, "none").size(), 2);
}

TEST(TurnedImages, NeedSquares) {
  const MemorySource images({1, 1, 2}, {{1, 2}});
  EXPECT_ERROR(TurnedImages(images, "rotate"), ErrorKind::kConfig, "method.augment: rotate",
               "1 × 2");
  EXPECT_EQ(TurnedImages(images, "none").size(), 1);
}

}  // namespace
}  // namespace goodparts
