# Included by CMakeLists.txt of this folder: the figure of the request files.
find_package(LibXml2 REQUIRED)
add_executable(bench_requests ${CMAKE_CURRENT_LIST_DIR}/requests_bench.cpp)
target_link_libraries(bench_requests PRIVATE ecluse_civil_requests LibXml2::LibXml2 ecluse_compiler)
