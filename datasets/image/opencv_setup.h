// OpenCV's process-wide settings, made once before its first use.
#pragma once

namespace goodparts {

// Keeps OpenCV from printing (errors are thrown as Error instead) and from starting threads of its
// own (images are worked on in parallel, each on one thread).
void prepare_opencv();

}  // namespace goodparts
