// expect: clean
// flags: -DMENDED
// modes: O2
#include "stop_under_the_lock_of_the_loop_deadlock.cpp"
