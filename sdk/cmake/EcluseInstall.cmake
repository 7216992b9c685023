# Where the SDK goes: headers, libraries, two tools, the template of a connector, and the package that
# find_package(Ecluse) finds. tests/install uses all of it from outside the tree.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(sdk ${PROJECT_SOURCE_DIR}/sdk)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Ecluse)

set(targets ecluse_abi ecluse_result ecluse_sdk ecluse_testing ecluse_plugin_manifest ecluse_plugin_cases)
foreach(idea ${ECLUSE_KIT})
  list(APPEND targets ecluse_kit_${idea})
  install(DIRECTORY ${sdk}/kit/${idea}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk)
endforeach()
foreach(target ${targets})  # ecluse_kit_xml is ecluse::kit_xml, in the tree and outside
  string(REGEX REPLACE "^ecluse_" "" name ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
endforeach()
install(TARGETS ${targets} EXPORT EcluseTargets COMPONENT sdk)
foreach(part abi/include cpp/include cpp/testing/include)
  install(DIRECTORY ${sdk}/${part}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk)
endforeach()

install(EXPORT EcluseTargets NAMESPACE ecluse:: DESTINATION ${package} COMPONENT sdk)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/EcluseConfigVersion.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMajorVersion)
install(FILES ${sdk}/cmake/EcluseConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/EcluseConfigVersion.cmake
  ${sdk}/cmake/EclusePlugin.cmake ${sdk}/cmake/plugin.map DESTINATION ${package} COMPONENT sdk)

install(DIRECTORY ${sdk}/template DESTINATION ${CMAKE_INSTALL_DATADIR}/ecluse COMPONENT sdk)
install(FILES ${sdk}/LICENSE ${sdk}/README.md ${sdk}/abi/MANIFEST.md ${sdk}/abi/SCHEMA.md ${sdk}/abi/VERSIONING.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT sdk)
