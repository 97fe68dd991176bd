// expect: destroy-of-unfinished-thread
// The language ends the program there.
#include <thread>
static void work() {}
static void forgets() { std::thread worker(work); }
int main() { forgets(); }
