# gordian_instrument(TARGET...): checks these targets.
#
# Works on target properties alone, so it does not matter which signature of target_link_libraries a project uses.
# A library hands the runtime on to the executables that link it: those need not be instrumented themselves.

# One sentence if this project's compiler cannot load the plugin.
function(_gordian_require_clang)
  foreach(language IN ITEMS C CXX)
    if(NOT CMAKE_${language}_COMPILER_LOADED)
      continue()
    endif()
    if(NOT CMAKE_${language}_COMPILER_ID STREQUAL "Clang" OR
        NOT CMAKE_${language}_COMPILER_VERSION MATCHES "^${GORDIAN_LLVM}\\.")
      message(FATAL_ERROR "Gordian's plugin is for clang ${GORDIAN_LLVM}, and the ${language} compiler of this project is "
        "${CMAKE_${language}_COMPILER_ID} ${CMAKE_${language}_COMPILER_VERSION} "
        "('${CMAKE_${language}_COMPILER}'): configure a new build folder with "
        "-DCMAKE_C_COMPILER=clang-${GORDIAN_LLVM} -DCMAKE_CXX_COMPILER=clang++-${GORDIAN_LLVM}")
    endif()
  endforeach()
endfunction()

function(gordian_instrument)
  _gordian_require_clang()
  foreach(target IN LISTS ARGV)
    if(NOT TARGET "${target}")
      message(FATAL_ERROR "gordian_instrument: '${target}' is no target of this project: call it after add_executable "
        "or add_library")
    endif()
    get_target_property(type "${target}" TYPE)
    get_target_property(is_imported "${target}" IMPORTED)
    if(is_imported OR NOT type MATCHES "^(EXECUTABLE|STATIC_LIBRARY|SHARED_LIBRARY|MODULE_LIBRARY|OBJECT_LIBRARY)$")
      message(FATAL_ERROR "gordian_instrument: '${target}' (${type}) has nothing to compile")
    endif()
    get_target_property(is_done "${target}" GORDIAN_INSTRUMENTED)
    if(is_done)
      continue()
    endif()
    set_target_properties("${target}" PROPERTIES GORDIAN_INSTRUMENTED TRUE)
    foreach(property IN ITEMS COMPILE_OPTIONS LINK_OPTIONS LINK_DEPENDS INCLUDE_DIRECTORIES)
      get_target_property(value Gordian::instrument INTERFACE_${property})
      set_property(TARGET "${target}" APPEND PROPERTY ${property} "${value}")
    endforeach()
    if(type MATCHES "_LIBRARY$")
      foreach(property IN ITEMS LINK_OPTIONS LINK_DEPENDS)
        get_target_property(value Gordian::instrument INTERFACE_${property})
        set_property(TARGET "${target}" APPEND PROPERTY INTERFACE_${property} "${value}")
      endforeach()
    endif()
    set_property(DIRECTORY APPEND PROPERTY GORDIAN_TARGETS "${target}")
  endforeach()
  gordian_check_tests()
endfunction()
