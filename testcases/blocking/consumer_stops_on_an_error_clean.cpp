// expect: clean
// flags: -DMENDED
// modes: O2
#include "consumer_stops_on_an_error_leak.cpp"
