# Included by CMakeLists.txt of this folder: lines of death files.
ecluse_fuzz(death_line SOURCES ${CMAKE_CURRENT_LIST_DIR}/death_line.cpp LINKS deces_domain ecluse::kit_text)
