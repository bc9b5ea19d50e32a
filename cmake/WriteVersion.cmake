# Writes OUTPUT from SOURCE with the current git revision; leaves it alone when nothing changed. Run with cmake -P.
execute_process(COMMAND git -C ${FOLDER} describe --always --dirty --abbrev=12
                OUTPUT_VARIABLE GOODPARTS_GIT_REVISION OUTPUT_STRIP_TRAILING_WHITESPACE
                RESULT_VARIABLE failed ERROR_QUIET)
if(failed)
  set(GOODPARTS_GIT_REVISION "unknown")
endif()
configure_file(${SOURCE} ${OUTPUT} @ONLY)
