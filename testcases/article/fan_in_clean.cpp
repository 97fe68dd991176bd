// expect: clean
// Several channels merged into one: a thread for each, and one that closes when all have ended.
#include <gordian/sync.hpp>

#include <memory>
#include <vector>

gordian::receiver<int> count_to(int last) {
  gordian::chan<int> out;
  gordian::go([=]() mutable {
    for (int i = 1; i <= last; ++i)
      out.send(i);
    out.close();
  });
  return out;
}

gordian::receiver<int> merge(std::vector<gordian::receiver<int>> inputs) {
  gordian::chan<int> out;
  auto forwarders = std::make_shared<gordian::wait_group>();
  for (gordian::receiver<int> in : inputs)
    forwarders->go([=]() mutable {
      for (int each : in)
        out.send(each);
    });
  gordian::go([=]() mutable {
    forwarders->wait();
    out.close();
  });
  return out;
}

int main() {
  int sum = 0;
  for (int each : merge({count_to(10), count_to(20), count_to(30)}))
    sum += each;
  return sum == 55 + 210 + 465 ? 0 : 1;
}
