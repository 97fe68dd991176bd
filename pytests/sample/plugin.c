int plugin_hits;

void hit(void);
void hit(void) { plugin_hits++; }
