// expect: deadlock once
// A call of once from within waits for its own end.
#include <gordian/sync.hpp>

gordian::once once;

int main() {
  once.call([] { once.call([] {}); });
}
