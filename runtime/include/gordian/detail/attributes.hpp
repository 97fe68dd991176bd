// What the channel library tells the plugin: spellings of Gordian's attributes that are quiet in every other compiler.
//
// An attribute is used only where the compiler says that it knows it (the plugin is loaded); elsewhere each macro is
// empty, so that the library is ordinary C++20 for g++, clang and their sanitizers. In particular,
// no_sanitize("thread") is not used as a substitute: it would hide the library's atomics from ThreadSanitizer, which
// then cries wolf.
#ifndef GORDIAN_DETAIL_ATTRIBUTES_HPP
#define GORDIAN_DETAIL_ATTRIBUTES_HPP

#if defined(__has_cpp_attribute)
#if __has_cpp_attribute(gordian::ignore)
/// The function's own accesses are the library's business. What it calls is covered by IgnoreRegion (detector.hpp).
#define GORDIAN_INTERNAL [[gordian::ignore]]
#endif
#if __has_cpp_attribute(gordian::channel)
#define GORDIAN_CHANNEL [[gordian::channel]]
#endif
#if __has_cpp_attribute(gordian::send)
#define GORDIAN_SEND [[gordian::send]]
#endif
#if __has_cpp_attribute(gordian::receive)
#define GORDIAN_RECEIVE [[gordian::receive]]
#endif
#if __has_cpp_attribute(gordian::close)
#define GORDIAN_CLOSE [[gordian::close]]
#endif
#if __has_cpp_attribute(gordian::acquire)
#define GORDIAN_ACQUIRE [[gordian::acquire]]
#endif
#if __has_cpp_attribute(gordian::release)
#define GORDIAN_RELEASE [[gordian::release]]
#endif
#endif

#ifndef GORDIAN_INTERNAL
#define GORDIAN_INTERNAL
#endif
#ifndef GORDIAN_CHANNEL
#define GORDIAN_CHANNEL
#endif
#ifndef GORDIAN_SEND
#define GORDIAN_SEND
#endif
#ifndef GORDIAN_RECEIVE
#define GORDIAN_RECEIVE
#endif
#ifndef GORDIAN_CLOSE
#define GORDIAN_CLOSE
#endif
#ifndef GORDIAN_ACQUIRE
#define GORDIAN_ACQUIRE
#endif
#ifndef GORDIAN_RELEASE
#define GORDIAN_RELEASE
#endif

#endif
