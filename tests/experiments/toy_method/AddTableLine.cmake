# Writes OUTPUT: SOURCE, the table of methods, with one include and one line more. Run with cmake -P.
file(READ ${SOURCE} text)
string(REPLACE "entries = {\n" "entries = {\n      {\"mean_distance\", Reads::kRows, make_mean_distance},\n" with_line "${text}")
if(with_line STREQUAL text)
  message(FATAL_ERROR "${SOURCE}: no line 'entries = {' to add a method after")
endif()
string(REPLACE "#include \"methods/registry.h\"\n"
       "#include \"methods/registry.h\"\n#include \"methods/mean_distance/mean_distance.h\"\n" with_include "${with_line}")
file(WRITE ${OUTPUT} "${with_include}")
