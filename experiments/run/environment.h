// What computed a result: versions, libraries, processor, threads. Nothing that identifies a person
// or a machine.
#pragma once

#include "kernels/base/context.h"
#include "reports/run_record.h"

namespace goodparts {

Facts describe_environment(Device device, int threads);

// Things about the environment that a user should mend, for example a slow reference BLAS.
std::vector<std::string> environment_warnings();

// Highest resident memory since reset_peak_memory() (or since the start where the system cannot
// reset it), in MiB.
double peak_memory_mib();
void reset_peak_memory();

}  // namespace goodparts
