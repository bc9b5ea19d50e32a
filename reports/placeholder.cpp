#include "reports/report_sink.h"
