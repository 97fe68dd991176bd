// expect: clean
// flags: -DMENDED
// modes: O2
#include "method_locks_again_deadlock.cpp"
