# The CUDA language where there is a compiler for it; GOODPARTS_CUDA then says so. Everything builds without.
include_guard(GLOBAL)

set(GOODPARTS_WITH_CUDA AUTO CACHE STRING "CUDA kernels: AUTO (where nvcc is found), ON or OFF")
set_property(CACHE GOODPARTS_WITH_CUDA PROPERTY STRINGS AUTO ON OFF)
set(GOODPARTS_CUDA OFF)

if(GOODPARTS_WITH_CUDA)  # AUTO is true
  # nvcc is often installed without being on the PATH.
  if(NOT CMAKE_CUDA_COMPILER AND NOT DEFINED ENV{CUDACXX})
    find_program(GOODPARTS_NVCC nvcc HINTS ENV CUDA_PATH /usr/local/cuda PATH_SUFFIXES bin)
    mark_as_advanced(GOODPARTS_NVCC)
    if(GOODPARTS_NVCC)
      set(CMAKE_CUDA_COMPILER ${GOODPARTS_NVCC})
    endif()
  endif()
  # Machine code for A100 and H100/H200, and PTX that the driver compiles for what comes after them.
  if(NOT CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80-real 90-real 90-virtual)
  endif()
  set(CMAKE_CUDA_STANDARD 17)  # CMake 3.25 does not know 20 for nvcc
  set(CMAKE_CUDA_STANDARD_REQUIRED ON)
  set(CMAKE_CUDA_RUNTIME_LIBRARY Static)  # so that the program starts on a machine without CUDA
  if(GOODPARTS_WITH_CUDA STREQUAL "AUTO")
    include(CheckLanguage)
    check_language(CUDA)
  endif()
  if(CMAKE_CUDA_COMPILER OR NOT GOODPARTS_WITH_CUDA STREQUAL "AUTO")
    enable_language(CUDA)
    set(GOODPARTS_CUDA ON)
  endif()
endif()

# goodparts_cuda_library(<name> SOURCES ...) makes the static library goodparts_<name> of .cu files. No multiplication
# and addition are fused but where the source says so: results are to equal those of the CPU.
function(goodparts_cuda_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  add_library(goodparts_${name} STATIC ${ARG_SOURCES})
  target_include_directories(goodparts_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(goodparts_${name} PRIVATE
    $<$<COMPILE_LANGUAGE:CUDA>:--fmad=false --expt-relaxed-constexpr -Xcompiler=-Wall,-Wextra -UNDEBUG>)
endfunction()
