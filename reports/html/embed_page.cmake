# cmake -DPAGE=page.html -DOUTPUT=page.cpp -P embed_page.cmake: writes the page into a C++ source as a string literal.
file(READ ${PAGE} page)
string(FIND "${page}" "@goodparts-data@" marker)
if(marker EQUAL -1)
  message(FATAL_ERROR "${PAGE}: the marker @goodparts-data@ is missing; see reports/html/ui/template.html")
endif()
string(FIND "${page}" ")goodparts\"" clash)
if(NOT clash EQUAL -1)
  message(FATAL_ERROR "${PAGE}: contains the end of the raw string literal that it is to be embedded in")
endif()
file(WRITE ${OUTPUT} "#include \"reports/html/page.h\"\n\nnamespace goodparts {\n\n"
                     "std::string_view page_template() {\n  return R\"goodparts(${page})goodparts\";\n}\n\n"
                     "}  // namespace goodparts\n")
