// expect: clean
// Messages that own memory are moved through buffers and hands; nothing of that is an access of the program.
#include <gordian/chan.hpp>

#include <memory>
#include <string>
#include <thread>

int main() {
  for (const int capacity : {0, 1, 3}) {
    gordian::chan<std::unique_ptr<std::string>> ch(capacity);
    std::thread sender([ch]() mutable {
      for (int i = 0; i < 100; ++i)
        ch.send(std::make_unique<std::string>(60, 'x'));
      ch.close();
    });
    std::size_t length = 0;
    for (auto &text : ch) {
      text->push_back('y');
      length += text->size();
    }
    sender.join();
    if (length != 6100)
      return 1;
  }
}
