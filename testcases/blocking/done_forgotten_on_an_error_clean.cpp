// expect: clean
// flags: -DMENDED
// modes: O2
#include "done_forgotten_on_an_error_deadlock.cpp"
