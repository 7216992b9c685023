# What a call costs: over HTTP against a bare handler, and piece by piece in the process.
find_package(PkgConfig REQUIRED)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
add_executable(bench_noop ${CMAKE_CURRENT_LIST_DIR}/noop_bench.cpp ${CMAKE_CURRENT_LIST_DIR}/noop_load.cpp)
target_link_libraries(bench_noop PRIVATE bench_host PkgConfig::HTTPLIB Threads::Threads ecluse_compiler)
add_executable(bench_pieces ${CMAKE_CURRENT_LIST_DIR}/noop_pieces.cpp)
target_link_libraries(bench_pieces PRIVATE ecluse_http ecluse_compiler)
target_compile_definitions(bench_pieces PRIVATE ECLUSE_BUILD_FOLDER="${PROJECT_BINARY_DIR}")
add_dependencies(bench_pieces smallest-c)
