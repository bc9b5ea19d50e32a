# Node.js and npm, and goodparts_npm_ci(<source> <build>): installs the packages locked in <source>/package-lock.json
# into <build>/node_modules; <build>/npm.stamp is newer than the lock once that is done. Install scripts are not run:
# none of our packages needs them, and npm changes user for them when it runs as root.
include_guard(GLOBAL)

find_program(NODE_EXECUTABLE NAMES node nodejs)
find_program(NPM_EXECUTABLE NAMES npm)
if(NOT NODE_EXECUTABLE OR NOT NPM_EXECUTABLE)
  message(FATAL_ERROR "The HTML report needs Node.js 18 or newer and npm to build: install the packages nodejs and npm")
endif()

function(goodparts_npm_ci source build)
  set(files ${source}/package.json ${source}/package-lock.json ${source}/.npmrc)
  add_custom_command(
    OUTPUT ${build}/npm.stamp
    DEPENDS ${files}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${build}
    COMMAND ${CMAKE_COMMAND} -E copy ${files} ${build}
    COMMAND ${CMAKE_COMMAND} -E chdir ${build} ${NPM_EXECUTABLE} ci --ignore-scripts --prefer-offline --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${build}/npm.stamp
    COMMENT "npm ci for ${source}"
    VERBATIM)
endfunction()
