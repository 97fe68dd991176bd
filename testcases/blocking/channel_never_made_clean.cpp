// expect: clean
// flags: -DMENDED
// modes: O2
#include "channel_never_made_leak.cpp"
