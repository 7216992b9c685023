ecluse_fuzz(http_framing SOURCES ${CMAKE_CURRENT_LIST_DIR}/http_framing.cpp LINKS ecluse_http)
