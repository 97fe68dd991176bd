// expect: close-of-closed-channel merged
// exit: 0
// Each source closes what they share: the second close throws.
#include <gordian/sync.hpp>

int main() {
  gordian::chan<int> merged(2);
  gordian::error_group sources;
  for (int source = 0; source < 2; ++source)
    sources.go([=]() mutable { merged.close(); });
  try {
    sources.wait();
  } catch (const gordian::closed_channel &) {
    return 0;
  }
  return 1;
}
