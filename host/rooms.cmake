# A room is a folder of host/, one static library `ecluse_<room>` and one include root that holds the
# room alone: a source includes "<room>/<idea>.hpp", and only rooms that its target links are found.
#
#   ecluse_room(json SOURCES parse.cpp LINKS base PACKAGES nlohmann_json::nlohmann_json
#               TESTS parse_test.cpp TEST_LINKS … )
#
# LINKS names rooms to the left (tests/architecture holds the order); PRIVATE_LINKS are not passed on.
# TESTS become one GoogleTest program `<room>_test`, run case by case by CTest under label `unit`.
function(ecluse_room room)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS;PACKAGES;PRIVATE_PACKAGES;TESTS;TEST_LINKS;TEST_SOURCES" ${ARGN})
  set(root ${PROJECT_BINARY_DIR}/rooms/${room})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/${room} SYMBOLIC)

  if(ROOM_SOURCES)
    add_library(ecluse_${room} STATIC ${ROOM_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(ecluse_${room} PRIVATE ecluse_compiler ${ROOM_PRIVATE_PACKAGES})
  else()
    add_library(ecluse_${room} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(ecluse_${room} ${scope} ${root})
  list(TRANSFORM ROOM_LINKS PREPEND ecluse_)
  target_link_libraries(ecluse_${room} ${scope} ${ROOM_LINKS} ${ROOM_PACKAGES})

  if(ECLUSE_TESTS AND ROOM_TESTS)
    list(TRANSFORM ROOM_TEST_LINKS PREPEND ecluse_)
    ecluse_test(${room}_test SOURCES ${ROOM_TESTS} ${ROOM_TEST_SOURCES} LINKS ecluse_${room} ${ROOM_TEST_LINKS})
  endif()
endfunction()
