# A toolchain file that checks a whole project as it is: cmake -DCMAKE_TOOLCHAIN_FILE=$(gordian flags --toolchain) ...
#
# The compilers are wrappers around clang that add the plugin and the runtime, so neither the project's files nor its
# dependencies that are built with it need to know of Gordian. A project that calls gordian_instrument needs no toolchain.
get_filename_component(_gordian_here "${CMAKE_CURRENT_LIST_DIR}" REALPATH)
get_filename_component(_gordian_bin "${_gordian_here}/../../../bin" ABSOLUTE)
set(CMAKE_C_COMPILER "${_gordian_bin}/gordian-clang")
set(CMAKE_CXX_COMPILER "${_gordian_bin}/gordian-clang++")
get_filename_component(_gordian_prefix "${_gordian_bin}" DIRECTORY)
list(APPEND CMAKE_PREFIX_PATH "${_gordian_prefix}")
