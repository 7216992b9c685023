# ecluse_test(NAME SOURCES … LINKS … [LABEL unit] [DEFINITIONS …]): a GoogleTest program, run by CTest as one
# test (one process: a start costs more than most cases). Read files through ECLUSE_SOURCE_FOLDER.
find_package(GTest REQUIRED)
function(ecluse_test name)
  cmake_parse_arguments(TEST "" "LABEL;TIMEOUT" "SOURCES;LINKS;DEFINITIONS" ${ARGN})
  if(NOT TEST_LABEL)
    set(TEST_LABEL unit)
  endif()
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 120)
  endif()
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ecluse_compiler ${TEST_LINKS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE ECLUSE_SOURCE_FOLDER="${PROJECT_SOURCE_DIR}"
    ECLUSE_BUILD_FOLDER="${PROJECT_BINARY_DIR}" ${TEST_DEFINITIONS})
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES LABELS ${TEST_LABEL} TIMEOUT ${TEST_TIMEOUT})
endfunction()
