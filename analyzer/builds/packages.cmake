# `cpack` makes a Debian package for the LLVM that this build is for: gordian-22 or gordian-19.
#
# Both may be installed beside each other: each lies whole in /usr/lib/gordian-N, as any other prefix would, with links where
# tools look (debian/links.cmake); the plain name `gordian` is an alternative (debian/postinst.in). Included last, since CPack
# reads all variables when it is.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gordian-${GORDIAN_LLVM})
set(CPACK_PACKAGE_VENDOR Gordian)
set(CPACK_PACKAGE_CONTACT "The Gordian authors <gordian@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "data race and deadlock detector for C and C++ (clang ${GORDIAN_LLVM})")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "A plugin for clang ${GORDIAN_LLVM}, a runtime, and the gordian command: programs compiled with them report
 data races, deadlocks and misuse of locks and channels, with both stacks, the object by its name, and why nothing ordered
 the accesses. Fits CMake, Meson, pkg-config, autotools, CTest and GoogleTest.")
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# A plugin works with the clang that it was built for, and with no other.
math(EXPR next_llvm "${GORDIAN_LLVM} + 1")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "clang-${GORDIAN_LLVM} (>= 1:${GORDIAN_LLVM}), clang-${GORDIAN_LLVM} (<< 1:${next_llvm})")
set(CPACK_STRIP_FILES ON)

# The installed command's place is recorded in a file of the package, so the prefix must be the final one.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr/lib/gordian-${GORDIAN_LLVM})
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};Gordian;ALL;/")
configure_file(debian/links.cmake.in debian/links.cmake @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_BINARY_DIR}/debian/links.cmake)
foreach(script postinst prerm)
  configure_file(debian/${script}.in debian/${script} @ONLY NEWLINE_STYLE UNIX)
  file(CHMOD ${CMAKE_CURRENT_BINARY_DIR}/debian/${script} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
    GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_BINARY_DIR}/debian/${script})
endforeach()
include(CPack)
