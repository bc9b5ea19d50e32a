// Which tensors of a checkpoint are the weights, and their names.
//
// If the outermost dictionary holds tensors, it is the state dict. Otherwise, if it has the entry
// state_dict, model_state_dict or model (looked for in this order) that holds tensors, that one is,
// and what lies beside it (an optimiser's state, the epoch) is left out. Otherwise all tensors are
// taken. Dictionaries within the state dict are flattened, their names joined by a dot; what is no
// tensor is left out. A prefix "module." (of DataParallel) or "_orig_mod." (of torch.compile) that
// all names share is removed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/weights/pickle.h"

namespace goodparts {

struct NamedTensor {
  std::string name;
  std::uint32_t tensor = 0;  // in Pickle::tensors
};

// `key`: take the tensors below this entry instead, "ema" or "teacher.backbone"; "": the rule
// above. `what` begins every message. Throws Error(kData).
std::vector<NamedTensor> state_dict(const Pickle& pickle, const std::string& key,
                                    const std::string& what);

}  // namespace goodparts
