// expect: clean
// flags: -DMENDED
// modes: O2
#include "slot_not_given_back_deadlock.cpp"
