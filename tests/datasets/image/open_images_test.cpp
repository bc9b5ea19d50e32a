#include "datasets/image/open_images.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/images.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using testing::TemporaryFolder;

InputSpec spec() {
  InputSpec spec;
  spec.kind = "image";
  spec.resize_height = 8;
  spec.resize_width = 8;
  spec.crop = 4;
  return spec;
}

TEST(OpenImages, TakesFilesAndFoldersInOrder) {
  const TemporaryFolder folder;
  testing::write_grey(folder / "new/b.png", 10, 12, 51);
  testing::write_grey(folder / "new/deeper/a.JPG", 10, 12, 102);
  testing::write_grey(folder / "single.bmp", 20, 10, 255);
  testing::write_file(folder / "new/notes.txt", "no image");
  testing::write_file(folder / "new/.hidden.png", "no image");
  const auto source =
      open_images(spec(), {(folder / "single.bmp").string(), (folder / "new").string()});
  ASSERT_EQ(source->size(), 3);
  EXPECT_EQ(source->info(0).id, (folder / "single.bmp").string());
  EXPECT_EQ(source->info(1).id, (folder / "new/b.png").string());
  EXPECT_EQ(source->info(2).id, (folder / "new/deeper/a.JPG").string());
  EXPECT_EQ(source->info(1).group, source->info(1).id);
  EXPECT_EQ(source->shape().dims, (std::vector<std::int64_t>{3, 4, 4}));
  std::vector<float> out(96);
  const std::vector<std::int64_t> indices = {1, 0};
  source->read(indices, out);
  EXPECT_EQ(std::vector<float>(out.begin(), out.begin() + 48), std::vector<float>(48, 0.2F));
  EXPECT_EQ(std::vector<float>(out.begin() + 48, out.end()), std::vector<float>(48, 1.0F));
  EXPECT_EQ(source->geometry(0).height, 20);
  EXPECT_DOUBLE_EQ(source->geometry(0).top, 5.0);
  EXPECT_EQ(source->picture(1).rgb, std::vector<std::uint8_t>(360, 51));
}

TEST(OpenImages, AFileGivenTwiceIsOneSample) {
  const TemporaryFolder folder;
  testing::write_grey(folder / "a.png", 4, 4, 0);
  EXPECT_EQ(open_images(spec(), {folder.path().string(), (folder / "a.png").string()})->size(), 1);
}

TEST(OpenImages, SaysWhatIsMissing) {
  const TemporaryFolder folder;
  testing::write_file(folder / "texts/a.txt", "x");
  EXPECT_ERROR(open_images(spec(), {(folder / "none.png").string()}), ErrorKind::kData, "none.png",
               "does not exist");
  EXPECT_ERROR(open_images(spec(), {(folder / "texts").string()}), ErrorKind::kData, "no images",
               "a.txt");
  EXPECT_ERROR(open_images(spec(), {}), ErrorKind::kData, "no inputs");
}

TEST(OpenImages, ADamagedFileIsNamedWhenRead) {
  const TemporaryFolder folder;
  testing::write_grey(folder / "a.png", 4, 4, 0);
  testing::truncate_file(folder / "a.png", -5);
  const auto source = open_images(spec(), {(folder / "a.png").string()});
  std::vector<float> out(48);
  const std::vector<std::int64_t> first = {0};
  EXPECT_ERROR((source->read(first, out), 0), ErrorKind::kData, "a.png", "truncated PNG");
}

}  // namespace
}  // namespace goodparts
