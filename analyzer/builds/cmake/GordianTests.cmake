# CTest: the findings of each test are that test's, and a fixture makes one report of all at the end.
#
#   gordian_check_tests()
#       All tests of this directory, also those of gtest_discover_tests: each writes its logs to a folder of its own, fails
#       (exit status 66) when something is found in it, and is followed by the test gordian.report. gordian_instrument
#       calls it; call it yourself in directories that only hold tests.
#   gordian_add_test(NAME name COMMAND command [arg...])
#       add_test for a script or a runner that starts checked programs: findings in any of the processes fail the test,
#       whatever they do with each other's exit status.
#
# GORDIAN_REPORT_DIR (default ${CMAKE_BINARY_DIR}/gordian) holds logs/TEST/ and the reports; GORDIAN_REPORT_FORMATS
# chooses among the formats of `gordian report`. `ctest -R NAME` takes both fixtures along.

set(GORDIAN_REPORT_DIR "${CMAKE_BINARY_DIR}/gordian" CACHE PATH "where Gordian's logs and reports of the tests lie")
set(GORDIAN_REPORT_FORMATS "text;json" CACHE STRING "formats of the report that ends a run of ctest")

function(gordian_check_tests)
  get_property(is_deferred DIRECTORY PROPERTY GORDIAN_TESTS_DEFERRED)
  if(NOT is_deferred)
    set_property(DIRECTORY PROPERTY GORDIAN_TESTS_DEFERRED TRUE)
    cmake_language(DEFER CALL _gordian_check_tests_of_directory)
  endif()
endfunction()

function(gordian_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "COMMAND")
  if(NOT arg_NAME OR NOT arg_COMMAND)
    message(FATAL_ERROR "gordian_add_test wants NAME and COMMAND: gordian_add_test(NAME pipeline COMMAND pipeline.sh)")
  endif()
  _gordian_log_folder(folder "${arg_NAME}")
  list(POP_FRONT arg_COMMAND program)
  if(TARGET "${program}")
    set(program "$<TARGET_FILE:${program}>")
  endif()
  add_test(NAME "${arg_NAME}" COMMAND "${GORDIAN_COMMAND}" run --log-dir "${folder}" -- "${program}" ${arg_COMMAND}
    ${arg_UNPARSED_ARGUMENTS})
  gordian_check_tests()
endfunction()

# A folder's name cannot hold everything that a test's name may.
function(_gordian_log_folder result test)
  string(REGEX REPLACE "[^A-Za-z0-9_.+-]" "_" name "${test}")
  if(NOT name STREQUAL test)
    string(SHA1 hash "${test}")
    string(SUBSTRING "${hash}" 0 8 hash)
    string(APPEND name "-${hash}")
  endif()
  set(${result} "${GORDIAN_REPORT_DIR}/logs/${name}" PARENT_SCOPE)
endfunction()

# At the end of a directory, when all its tests are known.
function(_gordian_check_tests_of_directory)
  get_property(tests DIRECTORY PROPERTY TESTS)
  list(FILTER tests EXCLUDE REGEX "^gordian\\.(prepare|report)$")
  foreach(test IN LISTS tests)
    _gordian_log_folder(folder "${test}")
    set_property(TEST "${test}" APPEND PROPERTY ENVIRONMENT_MODIFICATION
      "GORDIAN_OPTIONS=path_list_prepend:log_dir=${folder}" "GORDIAN_COMMAND=set:${GORDIAN_COMMAND}")
    set_property(TEST "${test}" APPEND PROPERTY FIXTURES_REQUIRED gordian)
  endforeach()
  get_property(targets DIRECTORY PROPERTY GORDIAN_TARGETS)
  set(script "${CMAKE_CURRENT_BINARY_DIR}/gordian_discovered_tests.cmake")
  set(discovered "")
  foreach(target IN LISTS targets)
    string(APPEND discovered "set(_gordian_tests \${${target}_TESTS})\n")
    string(APPEND discovered "foreach(_gordian_test IN LISTS _gordian_tests)
  string(REGEX REPLACE \"[^A-Za-z0-9_.+-]\" \"_\" _gordian_folder \"\${_gordian_test}\")
  set_tests_properties(\"\${_gordian_test}\" PROPERTIES FIXTURES_REQUIRED gordian
    ENVIRONMENT_MODIFICATION
      \"GORDIAN_OPTIONS=path_list_prepend:log_dir=${GORDIAN_REPORT_DIR}/logs/\${_gordian_folder};GORDIAN_COMMAND=set:${GORDIAN_COMMAND}\")
endforeach()\n")
  endforeach()
  file(CONFIGURE OUTPUT "${script}" CONTENT "${discovered}" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${script}")
  _gordian_add_fixture()
endfunction()

function(_gordian_add_fixture)
  get_property(is_there GLOBAL PROPERTY GORDIAN_FIXTURE)
  if(is_there)
    return()
  endif()
  set_property(GLOBAL PROPERTY GORDIAN_FIXTURE TRUE)
  set(script "${_gordian_cmake_folder}/GordianReport.cmake")
  add_test(NAME gordian.prepare COMMAND "${CMAKE_COMMAND}" -DSTEP=prepare "-DFOLDER=${GORDIAN_REPORT_DIR}" -P "${script}")
  add_test(NAME gordian.report COMMAND "${CMAKE_COMMAND}" -DSTEP=report "-DFOLDER=${GORDIAN_REPORT_DIR}"
    "-DCOMMAND=${GORDIAN_COMMAND}" "-DFORMATS=${GORDIAN_REPORT_FORMATS}" "-DROOT=${CMAKE_SOURCE_DIR}" -P "${script}")
  set_tests_properties(gordian.prepare PROPERTIES FIXTURES_SETUP gordian)
  set_tests_properties(gordian.report PROPERTIES FIXTURES_CLEANUP gordian)
endfunction()

set(_gordian_cmake_folder "${CMAKE_CURRENT_LIST_DIR}" CACHE INTERNAL "")
