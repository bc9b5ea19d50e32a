#include "metrics/evaluation.h"
