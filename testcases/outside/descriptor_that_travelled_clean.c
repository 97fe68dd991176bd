// expect: clean
// A pipe's end is passed through a socket (SCM_RIGHTS): the copy is the same pipe.
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int data, ends[2], fds[2];

static void *passer(void *p) {
  char text = 'x', control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec part = {&text, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(rights), &fds[0], sizeof(int));
  if (sendmsg(ends[0], &message, 0) != 1)
    return NULL;
  data = 1;
  return write(fds[1], "y", 1) == 1 ? p : NULL;
}

int main(void) {
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || pipe(fds) != 0)
    return 1;
  pthread_t thread;
  pthread_create(&thread, NULL, passer, NULL);
  char text, control[CMSG_SPACE(sizeof(int))];
  struct iovec part = {&text, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  if (recvmsg(ends[1], &message, 0) != 1)
    return 1;
  int copy;
  memcpy(&copy, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof copy);
  if (read(copy, &text, 1) != 1)
    return 1;
  int seen = data;
  pthread_join(thread, NULL);
  return seen != 1;
}
