# The two fixtures of GordianTests.cmake, as scripts: STEP=prepare empties the folder of logs, STEP=report reads them.
#
# FOLDER is GORDIAN_REPORT_DIR. Fails if something was found, with the report as its output.
cmake_minimum_required(VERSION 3.22)

set(names_text report.txt)
set(names_json report.json)
set(names_sarif report.sarif)
set(names_junit junit.xml)
set(names_html report.html)
set(names_markdown report.md)
set(names_gitlab gl-code-quality-report.json)

file(MAKE_DIRECTORY "${FOLDER}")
if(STEP STREQUAL "prepare")
  file(REMOVE_RECURSE "${FOLDER}/logs")
  file(MAKE_DIRECTORY "${FOLDER}/logs")
  foreach(format IN ITEMS text json sarif junit html markdown gitlab)
    file(REMOVE "${FOLDER}/${names_${format}}")
  endforeach()
  return()
endif()

set(outputs "")
foreach(format IN LISTS FORMATS)
  if(NOT DEFINED names_${format})
    message(FATAL_ERROR "GORDIAN_REPORT_FORMATS: '${format}' is no format that makes a file: choose from text, json, sarif, "
      "junit, html, markdown and gitlab")
  endif()
  list(APPEND outputs --format ${format} -o "${FOLDER}/${names_${format}}")
endforeach()
file(GLOB_RECURSE logs "${FOLDER}/logs/*.glog")
if(logs STREQUAL "")
  # Clean programs take their logs away. The files are written all the same: who collects them wants to see "none".
  execute_process(COMMAND "${COMMAND}" report --quiet ${outputs} "${FOLDER}/logs" ERROR_QUIET)
  message(STATUS "Gordian found nothing in these tests")
  return()
endif()
execute_process(COMMAND "${COMMAND}" report --format text ${outputs} "${FOLDER}/logs"
  WORKING_DIRECTORY "${ROOT}" RESULT_VARIABLE status)
message(STATUS "Gordian's reports lie in ${FOLDER}")
if(NOT status EQUAL 0)
  message(FATAL_ERROR "gordian report ended with status ${status} (66: findings)")
endif()
