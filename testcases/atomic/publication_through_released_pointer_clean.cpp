// expect: clean
// Released and acquired, the pointer brings what it points to along.
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
    mail->length = 3;
    inbox.store(mail, std::memory_order_release);
    step(1);
  });
  std::thread receiver([] {
    step(2);
    message *mail = inbox.load(std::memory_order_acquire);
    length = mail->length;
    delete mail;
  });
  sender.join();
  receiver.join();
  return length != 3;
}
