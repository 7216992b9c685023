# How every target of the tree is compiled: one interface target, linked by rooms, kit and plugins.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

add_library(ecluse_compiler INTERFACE)
target_compile_options(ecluse_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror
  # At -O3 GCC 12 sees overlapping copies in `"text" + std::string` (GCC bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict>)
if(ECLUSE_SANITIZE)
  # NDEBUG stays off, and frames are kept so that reports name the line.
  target_compile_options(ecluse_compiler INTERFACE
    -fsanitize=${ECLUSE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
    # GCC sees uninitialised members in the library's own <regex> once it is instrumented (GCC bug 105616).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(ecluse_compiler INTERFACE -fsanitize=${ECLUSE_SANITIZE})
  target_compile_definitions(ecluse_compiler INTERFACE ECLUSE_SANITIZED=1)
endif()
find_program(ECLUSE_MOLD mold)
if(ECLUSE_MOLD)
  target_link_options(ecluse_compiler INTERFACE -fuse-ld=mold)
endif()
