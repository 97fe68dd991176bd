// expect: clean
// exit: 7
// Nothing is found, so the status is the program's own.
int main(void) { return 7; }
