#include "kernels/base/error.h"
