// expect: clean
// flags: -DMENDED
// modes: O2
#include "read_lock_twice_around_a_writer_deadlock.cpp"
