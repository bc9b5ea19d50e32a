// The certificate as one page that a quality engineer can read and sign.
#pragma once

#include <string>

#include "metrics/certificate/certificate.h"

namespace goodparts {

std::string certificate_markdown(const Certificate& certificate);

}  // namespace goodparts
