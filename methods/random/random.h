// Uniform random scores in [0, 1): what an AUROC of 0.5 looks like. A sample's score follows from
// the seed it was trained with and the sample's id, so that it is the same in any company.
#pragma once

#include "methods/registry.h"

namespace goodparts {

struct RandomConfig : Config {
  void visit(ConfigVisitor& /*visitor*/) override {}
};

class Random : public Detector {
 public:
  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> facts() const override;

 private:
  std::uint64_t seed_ = 0;
};

std::unique_ptr<Detector> make_random(const ConfigGroupReader& read);

}  // namespace goodparts
