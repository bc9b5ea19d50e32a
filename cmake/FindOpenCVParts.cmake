# The three OpenCV modules that goodparts uses: opencv::core, opencv::imgproc, opencv::imgcodecs.
# Debian ships OpenCVConfig.cmake only in libopencv-dev, which pulls in VTK, Qt and 150 more packages;
# this module needs libopencv-{core,imgproc,imgcodecs}-dev alone.
include(FindPackageHandleStandardArgs)

find_path(OpenCVParts_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
set(_required OpenCVParts_INCLUDE_DIR)
foreach(part core imgproc imgcodecs)
  find_library(OpenCVParts_${part}_LIBRARY opencv_${part})
  list(APPEND _required OpenCVParts_${part}_LIBRARY)
endforeach()
find_package_handle_standard_args(OpenCVParts REQUIRED_VARS ${_required})

if(OpenCVParts_FOUND)
  foreach(part core imgproc imgcodecs)
    if(NOT TARGET opencv::${part})
      add_library(opencv::${part} UNKNOWN IMPORTED)
      set_target_properties(opencv::${part} PROPERTIES IMPORTED_LOCATION ${OpenCVParts_${part}_LIBRARY}
                            INTERFACE_INCLUDE_DIRECTORIES ${OpenCVParts_INCLUDE_DIR})
    endif()
  endforeach()
endif()
