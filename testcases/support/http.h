// A small HTTP server on the loopback interface, and a GET that a context can end. Plain sockets, no library.
//
// The server answers each request with the same text after a delay; the fetch polls its socket, so that it sees within
// a few milliseconds that its context has been canceled.
#ifndef GORDIAN_TESTCASES_HTTP_H
#define GORDIAN_TESTCASES_HTTP_H

#include <gordian/context.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

namespace http {

using namespace std::chrono_literals;

/// Closes a file descriptor at the end of its scope.
class descriptor {
public:
  explicit descriptor(int number) : number_(number) {
    if (number < 0)
      throw std::runtime_error("no socket to be had");
  }
  descriptor(const descriptor &) = delete;
  descriptor &operator=(const descriptor &) = delete;
  ~descriptor() { close(number_); }
  int get() const { return number_; }

private:
  int number_;
};

inline sockaddr_in loopback(in_port_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

/// Serves one request after another in a thread of its own, until it is destroyed.
class server {
public:
  server(std::string body, std::chrono::milliseconds delay)
      : listener_(socket(AF_INET, SOCK_STREAM, 0)), body_(std::move(body)), delay_(delay) {
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    if (bind(listener_.get(), reinterpret_cast<sockaddr *>(&address), length) != 0 || listen(listener_.get(), 8) != 0 ||
        getsockname(listener_.get(), reinterpret_cast<sockaddr *>(&address), &length) != 0)
      throw std::runtime_error("the loopback server cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  server(const server &) = delete;
  server &operator=(const server &) = delete;
  ~server() {
    shutdown(listener_.get(), SHUT_RDWR); // ends accept
    thread_.join();
  }
  in_port_t port() const { return port_; }

private:
  void serve() {
    for (;;) {
      const int number = accept(listener_.get(), nullptr, nullptr);
      if (number < 0)
        return;
      answer(descriptor(number).get());
    }
  }
  void answer(int connection) {
    char request[1024];
    if (read(connection, request, sizeof request) <= 0)
      return;
    std::this_thread::sleep_for(delay_);
    const std::string response =
        "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body_.size()) + "\r\nConnection: close\r\n\r\n" + body_;
    (void)!send(connection, response.data(), response.size(), MSG_NOSIGNAL);
  }

  descriptor listener_;
  const std::string body_;
  const std::chrono::milliseconds delay_;
  in_port_t port_ = 0;
  std::thread thread_;
};

/// What ended the fetch is the message: the context's err().
class canceled : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Throws `canceled` as soon as the context is; returns when the socket has something.
inline void waitReadable(const gordian::context &context, int socket) {
  pollfd waited{socket, POLLIN, 0};
  do {
    if (context.canceled())
      throw canceled(context.err());
  } while (poll(&waited, 1, 5) == 0);
}

/// GET / from the server on this port: the body of the answer.
inline std::string get(const gordian::context &context, in_port_t port) {
  const descriptor connection(socket(AF_INET, SOCK_STREAM, 0));
  const sockaddr_in address = loopback(port);
  if (connect(connection.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
    throw std::runtime_error("the loopback server does not answer");
  const std::string request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  (void)!send(connection.get(), request.data(), request.size(), MSG_NOSIGNAL);

  std::string response;
  char part[512];
  for (;;) {
    waitReadable(context, connection.get());
    const ssize_t length = read(connection.get(), part, sizeof part);
    if (length <= 0)
      break;
    response.append(part, static_cast<std::size_t>(length));
  }
  const std::size_t end_of_headers = response.find("\r\n\r\n");
  if (!response.starts_with("HTTP/1.1 200 ") || end_of_headers == std::string::npos)
    throw std::runtime_error("not an answer: " + response);
  return response.substr(end_of_headers + 4);
}

} // namespace http

#endif
