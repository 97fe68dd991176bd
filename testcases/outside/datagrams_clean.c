// expect: clean
// sendto and recvfrom between sockets that are not connected, and recvmmsg.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

int data[2], receiver;
struct sockaddr_in address;

static void *sender(void *p) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  for (int i = 0; i < 2; i++) {
    data[i] = 1;
    if (sendto(fd, "x", 1, 0, (struct sockaddr *)&address, sizeof address) != 1)
      return NULL;
  }
  return p;
}

int main(void) {
  receiver = socket(AF_INET, SOCK_DGRAM, 0);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(receiver, (struct sockaddr *)&address, sizeof address) != 0 ||
      getsockname(receiver, (struct sockaddr *)&address, &size) != 0)
    return 1;
  pthread_t thread;
  pthread_create(&thread, NULL, sender, NULL);
  char text[4];
  struct sockaddr_in from;
  size = sizeof from;
  if (recvfrom(receiver, text, sizeof text, 0, (struct sockaddr *)&from, &size) != 1)
    return 1;
  int seen = data[0];
  struct iovec part = {text, sizeof text};
  struct mmsghdr message = {.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}};
  if (recvmmsg(receiver, &message, 1, 0, NULL) != 1)
    return 1;
  seen += data[1];
  pthread_join(thread, NULL);
  return seen != 2;
}
