// expect: clean
// flags: -DMENDED
// modes: O2
#include "token_where_all_should_hear_deadlock.cpp"
