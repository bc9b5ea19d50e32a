#include <cassert>

#include "kernels/base/error.h"
#include "methods/autoencoder/autoencoder.h"
#include "methods/autoencoder/image_autoencoder_torch.h"
#include "methods/autoencoder/row_autoencoder_torch.h"

namespace goodparts {
namespace {

// Becomes one for images or one for rows when it sees the first samples.
class Autoencoder : public Detector {
 public:
  explicit Autoencoder(AutoencoderConfig config) : config_(std::move(config)) {
    config_.validate();
  }

  void fit(const Context& context, const SampleSource& good) override {
    become(good.shape().is_image() ? "images" : "rows");
    inner_->fit(context, good);
  }
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override {
    assert(inner_ != nullptr);
    return inner_->score(context, source, indices);
  }
  std::vector<std::vector<float>> explain(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const override {
    assert(inner_ != nullptr);
    return inner_->explain(context, source, indices);
  }
  void save(ArchiveWriter& archive) const override {
    assert(inner_ != nullptr);
    archive.text("autoencoder/reads", reads_);
    inner_->save(archive);
  }
  void load(const ArchiveReader& archive) override {
    become(archive.text("autoencoder/reads"));
    inner_->load(archive);
  }
  std::vector<std::pair<std::string, std::string>> facts() const override {
    return inner_ == nullptr ? std::vector<std::pair<std::string, std::string>>{} : inner_->facts();
  }

 private:
  void become(const std::string& reads) {
    if (reads == "images") {
      inner_ = std::make_unique<ImageAutoencoder>(config_);
    } else if (reads == "rows") {
      inner_ = std::make_unique<RowAutoencoder>(config_);
    } else {
      throw Error(ErrorKind::kData, "the saved autoencoder reads '" + reads +
                                        "', not images or rows; train it again");
    }
    reads_ = reads;
  }

  AutoencoderConfig config_;
  std::string reads_;
  std::unique_ptr<Detector> inner_;
};

}  // namespace

std::unique_ptr<Detector> make_autoencoder(AutoencoderConfig config) {
  return std::make_unique<Autoencoder>(std::move(config));
}

}  // namespace goodparts
