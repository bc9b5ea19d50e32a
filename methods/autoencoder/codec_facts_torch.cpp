#include <fmt/format.h>

#include "kernels/base/error.h"
#include "methods/autoencoder/codec_facts_torch.h"
#include "methods/torch/tensors.h"

namespace goodparts {

void save_codec(ArchiveWriter& archive, const Codec& codec, const CodecFacts& training) {
  codec->plan().save(archive);
  save_tensors(archive, "codec/weights", state_of(*codec));
  std::vector<std::string> names;
  std::vector<std::string> texts;
  for (const auto& [name, text] : training) {
    names.push_back(name);
    texts.push_back(text);
  }
  archive.texts("codec/training/names", names);
  archive.texts("codec/training/texts", texts);
}

Codec load_codec(const ArchiveReader& archive, CodecFacts& training) {
  Codec codec(CodecPlan::load(archive));
  load_tensors(archive, "codec/weights", state_of(*codec));
  codec->eval();
  const std::vector<std::string> names = archive.texts("codec/training/names");
  const std::vector<std::string> texts = archive.texts("codec/training/texts");
  if (names.size() != texts.size()) {
    throw Error(ErrorKind::kData, "the saved autoencoder's facts are damaged; train it again");
  }
  training.clear();
  for (std::size_t i = 0; i < names.size(); ++i) {
    training.emplace_back(names[i], texts[i]);
  }
  return codec;
}

CodecFacts codec_facts(const Codec& codec) {
  const CodecPlan& plan = codec->plan();
  const char* const unit = plan.architecture == "dense" ? "hidden neurons" : "channels";
  return {{"architecture", fmt::format("{}{}, {} {}, {}", plan.variational ? "variational " : "",
                                       plan.architecture, plan.hidden, unit, plan.activation)},
          {"code", fmt::format("{} numbers", codec->code_length())},
          {"weights", std::to_string(codec->weights())}};
}

}  // namespace goodparts
