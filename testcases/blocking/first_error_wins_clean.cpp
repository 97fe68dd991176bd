// expect: clean
// flags: -DMENDED
// modes: O2
#include "first_error_wins_leak.cpp"
