// expect: clean
// flags: -DMENDED
// modes: O2
#include "unlock_forgotten_on_an_error_leak.cpp"
