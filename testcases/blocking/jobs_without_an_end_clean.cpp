// expect: clean
// flags: -DMENDED
// modes: O2
#include "jobs_without_an_end_leak.cpp"
