// A project that every build system can build: a static library in C, a shared one in C++, a plugin loaded at run time, and a
// program that calls each of them from two threads. Each has one race, on the variable named in its file.
#ifndef SAMPLE_COUNTER_H
#define SAMPLE_COUNTER_H

#ifdef __cplusplus
extern "C" {
#endif

void count(void); // counter.c
void bump(void);  // bump.cpp

#ifdef __cplusplus
}
#endif

#endif
