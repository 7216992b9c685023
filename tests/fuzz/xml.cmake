# Included by CMakeLists.txt of this folder: the XML reader and the request model.
ecluse_fuzz(xml SOURCES ${CMAKE_CURRENT_LIST_DIR}/xml_fuzz.cpp LINKS ecluse_civil_requests)
