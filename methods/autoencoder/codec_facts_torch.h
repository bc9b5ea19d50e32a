// A trained codec in an archive and in words. Only *_torch.cpp files may include this.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "methods/archive.h"
#include "methods/autoencoder/codec_torch.h"

namespace goodparts {

using CodecFacts = std::vector<std::pair<std::string, std::string>>;

// Plan, weights, and how the training went, under "codec/".
void save_codec(ArchiveWriter& archive, const Codec& codec, const CodecFacts& training);
Codec load_codec(const ArchiveReader& archive, CodecFacts& training);

// {"architecture", …}, {"code", …}, {"weights", …}.
CodecFacts codec_facts(const Codec& codec);

}  // namespace goodparts
