# Included by CMakeLists.txt of this folder: add_executable for the figures of the death files.
add_executable(bench_deaths ${CMAKE_CURRENT_LIST_DIR}/deaths_bench.cpp)
target_link_libraries(bench_deaths PRIVATE deces_domain ecluse_compiler)
