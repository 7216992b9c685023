ecluse_fuzz(worker_protocol SOURCES ${CMAKE_CURRENT_LIST_DIR}/worker_protocol.cpp LINKS ecluse_worker)
