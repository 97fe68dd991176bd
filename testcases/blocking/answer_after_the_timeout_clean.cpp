// expect: clean
// flags: -DMENDED
// modes: O2
#include "answer_after_the_timeout_leak.cpp"
