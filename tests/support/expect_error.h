// EXPECT_ERROR(statement, kind, "part of the message", …): the statement throws that Error with all
// of these parts.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "kernels/base/error.h"

namespace goodparts::testing {

template <class Work>
void expect_error(const Work& work, ErrorKind kind, std::initializer_list<std::string> parts) {
  try {
    work();
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    for (const std::string& part : parts) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
          << "'" << part << "' is not in: " << error.what();
    }
  }
}

}  // namespace goodparts::testing

#define EXPECT_ERROR(statement, kind, ...) \
  goodparts::testing::expect_error([&] { static_cast<void>(statement); }, kind, {__VA_ARGS__})
