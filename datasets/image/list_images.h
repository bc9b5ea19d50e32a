// Which images a folder holds, and errors that help where it does not.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace goodparts {

// By extension, whatever its case: .png .jpg .jpeg .bmp .tif .tiff .webp .pgm .ppm .pnm
bool has_image_extension(const std::filesystem::path& path);

// Paths relative to `folder`, with '/', in byte order; hidden files and folders are left out.
// Throws Error(kData) where the folder cannot be listed.
std::vector<std::string> list_images(const std::filesystem::path& folder, bool with_subfolders);
std::vector<std::string> list_folders(const std::filesystem::path& folder);

// Throws Error(kData) unless `folder` is one, saying what its parent holds and what it may have
// been meant to be. `meaning` says what the folder is for: "dataset.root", "the good training
// images of bottle".
void require_folder(const std::filesystem::path& folder, const std::string& meaning);

// list_images(), but throws Error(kData) where there is none, saying what is there instead.
std::vector<std::string> require_images(const std::filesystem::path& folder, bool with_subfolders,
                                        const std::string& meaning);

// "a, b, c", at most ten of them; "nothing" for none.
std::string name_some(const std::vector<std::string>& names);

}  // namespace goodparts
