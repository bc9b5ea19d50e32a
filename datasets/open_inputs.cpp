#include "datasets/cycles/open_cycles.h"
#include "datasets/dataset.h"
#include "datasets/image/open_images.h"
#include "datasets/tabular/open_rows.h"

namespace goodparts {

std::unique_ptr<SampleSource> open_inputs(const InputSpec& spec,
                                          const std::vector<std::string>& paths) {
  if (spec.kind == "cycles") {
    return open_cycles(spec, paths);
  }
  return spec.kind == "image" ? open_images(spec, paths) : open_rows(spec, paths);
}

}  // namespace goodparts
