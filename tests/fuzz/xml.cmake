# Included by CMakeLists.txt of this folder: the XML reader and the request model.
add_executable(fuzz_xml ${CMAKE_CURRENT_LIST_DIR}/xml_fuzz.cpp)
target_link_libraries(fuzz_xml PRIVATE ecluse_civil_requests ecluse_compiler -fsanitize=fuzzer)
