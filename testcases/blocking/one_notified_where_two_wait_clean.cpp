// expect: clean
// flags: -DMENDED
// modes: O2
#include "one_notified_where_two_wait_deadlock.cpp"
