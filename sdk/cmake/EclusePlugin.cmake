set(ECLUSE_CMAKE_FOLDER ${CMAKE_CURRENT_LIST_DIR} CACHE INTERNAL "")
# ecluse_add_connector(NAME SOURCES a.cpp … LINKS ecluse::kit_xml …)
# A plugin: NAME.so with one exported symbol, and beside it NAME.manifest.json, which the build writes by asking
# the library itself. In this source folder: manifest.json is the committed copy (`cmake --build … --target generate`
# rewrites it; the test manifest-NAME compares), cases/ are run by the test cases-NAME. The tests exist after
# include(CTest) outside the tree, and with ECLUSE_TESTS in it.
function(ecluse_add_connector name)
  cmake_parse_arguments(CONNECTOR "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} MODULE ${CONNECTOR_SOURCES})
  ecluse_make_plugin(${name})
  target_link_libraries(${name} PRIVATE ecluse::sdk ${CONNECTOR_LINKS})
  if(TARGET ecluse_compiler AND PROJECT_NAME STREQUAL Ecluse)  # our warnings are errors for us alone
    target_link_libraries(${name} PRIVATE ecluse_compiler)
  endif()
endfunction()

# Turns a MODULE library of any language into a plugin: name, symbols, manifest, tests.
function(ecluse_make_plugin name)
  set(folder ${PROJECT_BINARY_DIR}/plugins)
  set(committed ${CMAKE_CURRENT_SOURCE_DIR}/manifest.json)
  set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX .so OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${folder}
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE -Wl,--version-script=${ECLUSE_CMAKE_FOLDER}/plugin.map -Wl,-z,noexecstack)
  if(NOT ECLUSE_SANITIZE)
    target_link_options(${name} PRIVATE -Wl,--no-undefined)
  endif()
  add_custom_command(TARGET ${name} POST_BUILD VERBATIM
    COMMAND $<TARGET_FILE:ecluse::plugin_manifest> $<TARGET_FILE:${name}> ${folder}/${name}.manifest.json)
  add_dependencies(${name} ecluse::plugin_manifest)
  if(EXISTS ${committed} OR ECLUSE_TESTS OR BUILD_TESTING)
    if(NOT TARGET generate)
      add_custom_target(generate)
    endif()
    add_custom_target(generate-${name} VERBATIM
      COMMAND $<TARGET_FILE:ecluse::plugin_manifest> --pretty $<TARGET_FILE:${name}> ${committed})
    add_dependencies(generate-${name} ${name})
    add_dependencies(generate generate-${name})
  endif()
  if(ECLUSE_TESTS OR BUILD_TESTING)
    add_test(NAME manifest-${name} COMMAND $<TARGET_FILE:ecluse::plugin_manifest> --compare $<TARGET_FILE:${name}> ${committed})
    set_tests_properties(manifest-${name} PROPERTIES LABELS unit)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/cases)
      add_test(NAME cases-${name} COMMAND $<TARGET_FILE:ecluse::plugin_cases> $<TARGET_FILE:${name}> ${CMAKE_CURRENT_SOURCE_DIR}/cases)
      set_tests_properties(cases-${name} PROPERTIES LABELS cases)
    endif()
  endif()
endfunction()
