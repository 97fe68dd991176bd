// expect: clean
// flags: -DMENDED
// modes: O2
#include "lock_held_over_a_send_leak.cpp"
