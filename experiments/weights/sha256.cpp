#include "experiments/weights/sha256.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <fstream>
#include <memory>
#include <vector>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

struct FreeDigest {
  void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
};

}  // namespace

std::string sha256_of_file(const Context& context, const std::filesystem::path& path,
                           const std::string& task) {
  std::ifstream file(path, std::ios::binary);
  std::error_code code;
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path, code));
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  if (!file || code || digest == nullptr ||
      EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1) {
    throw Error(ErrorKind::kData, fmt::format("{}: cannot be read", path.string()));
  }
  Progress progress(context, task, size);
  std::vector<char> block(1U << 20);
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())) || file.gcount() > 0) {
    EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(file.gcount()));
    progress.advance(file.gcount());
  }
  if (file.bad()) {
    throw Error(ErrorKind::kData, fmt::format("{}: cannot be read to its end", path.string()));
  }
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int count = 0;
  EVP_DigestFinal_ex(digest.get(), bytes, &count);
  std::string text;
  for (unsigned int i = 0; i < count; ++i) {
    text += fmt::format("{:02x}", bytes[i]);
  }
  return text;
}

}  // namespace goodparts
