// What this processor can do, beyond what the compiler was told.
#pragma once

namespace goodparts {

// Whether bfloat16 products are not dearer than float ones: instructions for them on x86-64; true
// elsewhere, where libraries know better.
inline bool cpu_multiplies_bfloat16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return true;
#endif
}

}  // namespace goodparts
