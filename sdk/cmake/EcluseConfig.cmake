# find_package(Ecluse): ecluse::abi, ecluse::sdk, ecluse::testing, ecluse::kit_<idea>, and ecluse_add_connector.
include(CMakeFindDependencyMacro)
find_dependency(tl-expected)
find_dependency(LibXml2)
find_dependency(SQLite3)
include(${CMAKE_CURRENT_LIST_DIR}/EcluseTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/EclusePlugin.cmake)
