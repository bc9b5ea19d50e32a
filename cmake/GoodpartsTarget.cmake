# Helpers that keep every target alike: warnings on, asserts kept in release, sanitizers where asked for.
include_guard(GLOBAL)

add_library(goodparts_flags INTERFACE)
target_compile_features(goodparts_flags INTERFACE cxx_std_20)
target_include_directories(goodparts_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(goodparts_flags INTERFACE -Wall -Wextra -Wpedantic -Wno-unknown-pragmas -UNDEBUG)
if(GOODPARTS_SANITIZE)
  # g++ documents that sanitizers make its uninitialised-variable warnings report what is not so.
  target_compile_options(goodparts_flags INTERFACE -fsanitize=${GOODPARTS_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all
                                                   $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(goodparts_flags INTERFACE -fsanitize=${GOODPARTS_SANITIZE})
endif()

# goodparts_library(<name> SOURCES ... [PUBLIC targets...] [PRIVATE targets...]) makes goodparts_<name> and the
# alias goodparts::<name>.
function(goodparts_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(goodparts_${name} STATIC ${ARG_SOURCES})
  add_library(goodparts::${name} ALIAS goodparts_${name})
  target_link_libraries(goodparts_${name} PUBLIC goodparts_flags ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# goodparts_test(<name> SOURCES ... LIBRARIES ... [LABELS ...]) makes the test program test_<name>; every TEST in it
# becomes a CTest entry named <name>.<Suite>.<Case>. Several of them run side by side, so idle OpenMP threads must not spin.
function(goodparts_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(test_${name} ${ARG_SOURCES})
  target_link_libraries(test_${name} PRIVATE goodparts_flags ${ARG_LIBRARIES} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(test_${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}" ENVIRONMENT "OMP_WAIT_POLICY=passive")
endfunction()

# goodparts_benchmark(<name> SOURCES ... LIBRARIES ...) makes the Google Benchmark program bench_<name>.
function(goodparts_benchmark name)
  if(NOT GOODPARTS_BUILD_BENCHMARKS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(bench_${name} ${ARG_SOURCES})
  target_link_libraries(bench_${name} PRIVATE goodparts_flags ${ARG_LIBRARIES} benchmark::benchmark_main)
endfunction()
