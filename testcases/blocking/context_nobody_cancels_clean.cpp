// expect: clean
// flags: -DMENDED
// modes: O2
#include "context_nobody_cancels_leak.cpp"
