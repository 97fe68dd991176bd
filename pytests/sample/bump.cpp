#include "counter.h"

int shared_hits;

void bump() { ++shared_hits; }
