// A small real program with debug information, whose file the symbolizer's tests read. It is never run.
int sample_counter = 1;

namespace sample {
static double hidden_total;

__attribute__((always_inline)) inline void inner(int by) { sample_counter += by; }

__attribute__((noinline)) void outer(int by) {
  inner(by);
  hidden_total += by;
}
} // namespace sample

int main(int argc, char **) {
  sample::outer(argc);
  return sample_counter;
}
