// expect: clean
// A message that was received, from a queue of System V and from one of POSIX, was sent before.
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

struct message {
  long type;
  char text[8];
};

int data[2], queue;
mqd_t posix_queue;

static void *sender(void *p) {
  struct message message = {1, "x"};
  data[0] = 1;
  msgsnd(queue, &message, sizeof message.text, 0);
  data[1] = 1;
  mq_send(posix_queue, "x", 1, 0);
  return p;
}

int main(void) {
  char name[64];
  snprintf(name, sizeof name, "/gordian-%d", getpid());
  queue = msgget(IPC_PRIVATE, 0600);
  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
  posix_queue = mq_open(name, O_CREAT | O_RDWR, 0600, &attributes);
  mq_unlink(name);
  pthread_t thread;
  pthread_create(&thread, NULL, sender, NULL);
  struct message message;
  char text[8];
  if (msgrcv(queue, &message, sizeof message.text, 0, 0) < 0)
    return 1;
  int seen = data[0];
  if (mq_receive(posix_queue, text, sizeof text, NULL) < 0)
    return 1;
  seen += data[1];
  pthread_join(thread, NULL);
  msgctl(queue, IPC_RMID, NULL);
  return seen != 2;
}
