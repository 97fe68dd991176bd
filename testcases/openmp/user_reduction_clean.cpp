// expect: clean
// flags: -fopenmp
struct Range {
  int low = 1 << 30, high = -1;
  void add(int value) {
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  void merge(const Range &other) {
    low = other.low < low ? other.low : low;
    high = other.high > high ? other.high : high;
  }
};
#pragma omp declare reduction(merge : Range : omp_out.merge(omp_in))
int main() {
  Range range;
#pragma omp parallel for num_threads(5) reduction(merge : range)
  for (int i = 3; i < 300; ++i)
    range.add(i);
  return range.low == 3 && range.high == 299 ? 0 : 1;
}
