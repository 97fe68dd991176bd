// expect: clean
// flags: -DMENDED
// modes: O2
#include "signal_before_the_wait_deadlock.cpp"
