// expect: clean
// flags: -DMENDED
// modes: O2
#include "loop_without_a_way_out_leak.cpp"
