ecluse_fuzz(http_head SOURCES ${CMAKE_CURRENT_LIST_DIR}/http_head.cpp LINKS ecluse_http)
