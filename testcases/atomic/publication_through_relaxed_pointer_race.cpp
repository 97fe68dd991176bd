// expect: data-race length
// A relaxed pointer shows where the object is, not what is in it.
#include "step.h"

#include <atomic>
#include <thread>

struct message {
  int length;
};

std::atomic<message *> inbox{nullptr};
int length;

int main() {
  std::thread sender([] {
    message *mail = new message;
    mail->length = 3; // access A
    inbox.store(mail, std::memory_order_relaxed);
    step(1);
  });
  std::thread receiver([] {
    step(2);
    message *mail = inbox.load(std::memory_order_relaxed);
    length = mail->length; // access B
  });
  sender.join();
  receiver.join();
  delete inbox.load();
}
