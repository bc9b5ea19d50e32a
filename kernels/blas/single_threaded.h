// OpenBLAS spreads a call over threads of its own unless told not to; here the callers spread work.
#pragma once

namespace goodparts {

void use_one_blas_thread();  // cheap after the first call

}  // namespace goodparts
