// expect: data-race settings
// A structure is copied as a range; a field of it is written meanwhile.
#include "step.h"

#include <thread>

struct configuration {
  char name[100];
  int level;
};

configuration settings, saved;

int main() {
  std::thread copier([] {
    saved = settings; // access A
    step(1);
  });
  std::thread changer([] {
    step(2);
    settings.level = 3; // access B
  });
  copier.join();
  changer.join();
}
