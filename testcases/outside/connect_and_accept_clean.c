// expect: clean
// What was done before connect happens before what follows accept; a stream orders in the direction of its data.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

int before_connect, before_send, before_answer;
struct sockaddr_in address;

static void *client(void *p) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  before_connect = 1;
  if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
    return NULL;
  before_send = 1;
  char answer;
  if (send(fd, "x", 1, 0) != 1 || recv(fd, &answer, 1, 0) != 1)
    return NULL;
  return before_answer ? p : NULL;
}

int main(void) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) != 0 || listen(listener, 1) != 0)
    return 1;
  pthread_t thread;
  pthread_create(&thread, NULL, client, NULL);
  int fd = accept(listener, NULL, NULL);
  int seen = before_connect;
  char text;
  if (read(fd, &text, 1) != 1)
    return 1;
  seen += before_send;
  before_answer = 1;
  if (write(fd, "y", 1) != 1)
    return 1;
  pthread_join(thread, NULL);
  return seen != 2;
}
