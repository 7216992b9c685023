# One stalled system beside one that works: what the callers of the second notice.
add_executable(bench_bulkhead ${CMAKE_CURRENT_LIST_DIR}/bulkhead_bench.cpp)
target_link_libraries(bench_bulkhead PRIVATE bench_host Threads::Threads ecluse_compiler)
add_dependencies(bench_bulkhead scripted)
