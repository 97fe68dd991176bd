// expect: clean
// On cancellation the worker finishes what has been accepted, says so, and only then is its work looked at.
#include <gordian/context.hpp>

#include <vector>

int main() {
  gordian::context lifetime = gordian::context::background().with_cancel();
  gordian::chan<int> requests;
  gordian::chan<gordian::void_t> finished;
  std::vector<int> served;

  gordian::go([&served, requests, finished, lifetime]() mutable {
    bool is_running = true;
    while (is_running)
      gordian::select(gordian::on_receive(requests, [&](std::optional<int> request) { served.push_back(*request); }),
                      gordian::on_receive(lifetime.done(), [&](auto) { is_running = false; }));
    finished.close();
  });

  for (int request = 0; request < 10; ++request)
    requests.send(request);
  lifetime.cancel();
  finished.receive();
  return served.size() == 10 ? 0 : 1;
}
