#include "counter.h"

int static_hits;

void count(void) { static_hits++; }
