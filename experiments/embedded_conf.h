// The files of experiments/conf/, built into the program: path ("method/patchcore.yaml") → text.
#pragma once

#include <map>
#include <string>

namespace goodparts {

const std::map<std::string, std::string>& embedded_conf();

}  // namespace goodparts
