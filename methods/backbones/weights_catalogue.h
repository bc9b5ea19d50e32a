// The published weights that goodparts knows by name, and what the file from the hub must be.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goodparts {

struct PublishedWeights {
  std::string name;  // what a user types: "resnet18"
  std::string arch;  // the backbone.arch it fits; "": none yet
  std::string url;   // https
  std::string
      sha256;  // of the file at url: 64 hexadecimal digits, or the first 8 where only they are
               // published, or "" where nothing is: then the first file fetched is trusted
  std::int64_t bytes = 0;  // of the file at url; 0: not known
  std::string licence;
  std::string about;  // one line: trained on what, published by whom
};

const std::vector<PublishedWeights>& published_weights();

// Null where there is none of this name.
const PublishedWeights* find_published(std::string_view name);
// The first that fits the architecture, null where none does.
const PublishedWeights* published_for(std::string_view arch);

// "name, name, …" for messages.
std::vector<std::string> published_names();

}  // namespace goodparts
