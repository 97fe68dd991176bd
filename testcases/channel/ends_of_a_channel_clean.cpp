// expect: clean
// sender and receiver are the two ends of one channel and order as it does.
#include <gordian/chan.hpp>

#include <thread>

int value;

void produce(gordian::sender<int> out) {
  value = 1;
  out.send(7);
  out.close();
}

int consume(gordian::receiver<int> in) {
  int sum = 0;
  for (int each : in)
    sum += each;
  return sum + value;
}

int main() {
  gordian::chan<int> ch;
  std::thread producer(produce, gordian::sender<int>(ch));
  const int sum = consume(ch);
  producer.join();
  return sum == 8 ? 0 : 1;
}
