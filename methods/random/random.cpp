#include "methods/random/random.h"

#include <bit>

namespace goodparts {

void Random::fit(const Context& context, const SampleSource& /*good*/) { seed_ = context.seed; }

std::vector<SampleScore> Random::score(const Context& context, const SampleSource& source,
                                       std::span<const std::int64_t> indices) const {
  std::vector<SampleScore> scores;
  for (const std::int64_t index : indices) {
    context.check_cancelled();
    scores.push_back({Rng(seed_, "random/" + source.info(index).id).uniform(), {}});
  }
  return scores;
}

void Random::save(ArchiveWriter& archive) const {
  const std::int64_t seed[] = {std::bit_cast<std::int64_t>(seed_)};
  archive.integers("seed", seed);
}

void Random::load(const ArchiveReader& archive) {
  const std::vector<std::int64_t> seed = archive.integers("seed");
  if (seed.size() != 1) {
    throw Error(ErrorKind::kData, "the stored random is damaged; train it again");
  }
  seed_ = std::bit_cast<std::uint64_t>(seed[0]);
}

std::vector<std::pair<std::string, std::string>> Random::facts() const {
  return {{"scores", "random; nothing is learned"}};
}

std::unique_ptr<Detector> make_random(const ConfigGroupReader& read) {
  RandomConfig config;
  read("method", config);
  return std::make_unique<Random>();
}

}  // namespace goodparts
