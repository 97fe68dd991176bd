// expect: clean
// flags: -DMENDED
// modes: O2
#include "peers_lock_one_another_deadlock.cpp"
