// Keys of file descriptors; see descriptors.h.
#include "intercept/descriptors.h"

#include "base/atomic.h"
#include "base/bytes.h"
#include "base/system.h"
#include "intercept/real.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace gordian::descriptors {
namespace {

// Keys are addresses in these arrays: the words serve only as places for objects. Two channels that fall on one place
// are ordered with each other, which may hide a race and never invents one.
constexpr u32 kPlaces = 1 << 14;
u64 named_places[kPlaces];    // by what the kernel calls it
u64 numbered_places[kPlaces]; // by descriptor number: what is open there
u64 reuse_places[kPlaces];    // by descriptor number: the number itself

/// For descriptors of nameless things: 1 + the descriptor of which they are copies; 0: their own.
u32 originals[kPlaces];

/// Which socketpair an inode belongs to: its partner's inode, and its own, by inode.
struct Pair {
  u64 inode, partner;
};
Pair pairs[kPlaces];

u64 mix(u64 value) { // splitmix64 (Steele, Lea, Flood 2014)
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
  value = (value ^ value >> 27) * 0x94d049bb133111ebu;
  return value ^ value >> 31;
}

uptr namedPlace(u64 name) { return reinterpret_cast<uptr>(&named_places[mix(name) % kPlaces]); }

uptr numberedPlace(int fd) {
  u32 number = static_cast<u32>(fd) % kPlaces;
  u32 original = loadRelaxed(&originals[number]);
  return reinterpret_cast<uptr>(&numbered_places[original ? original - 1 : number]);
}

struct Address {
  sockaddr_storage storage;
  u32 size;
};

bool addressOf(int fd, s64 number, Address &address) {
  fillBytes(&address, 0, sizeof address);
  address.size = sizeof address.storage;
  return !system::failed(system::call(number, static_cast<u64>(fd), reinterpret_cast<u64>(&address.storage),
                                      reinterpret_cast<u64>(&address.size)));
}

u64 hashOf(const Address &address) {
  const u8 *bytes = reinterpret_cast<const u8 *>(&address.storage);
  u64 hash = 0;
  for (u32 i = 0; i < smallerOf<u32>(address.size, sizeof address.storage); ++i)
    hash = mix(hash ^ bytes[i]);
  return hash;
}

bool hasName(const Address &address) {
  return address.storage.ss_family != AF_UNIX || address.size > sizeof address.storage.ss_family;
}

/// Both ends of a connection have the same two names, in opposite order. One end of a connection to a named socket of
/// the Unix kind has no name: there the name that is left stands for all connections of that server.
uptr socketKey(int fd, u64 inode) {
  const Pair &pair = pairs[inode % kPlaces];
  if (loadRelaxed(&pair.inode) == inode)
    return namedPlace(inode + loadRelaxed(&pair.partner));
  Address own, peer;
  if (!addressOf(fd, SYS_getsockname, own))
    return 0;
  u64 name = hasName(own) ? hashOf(own) : 0;
  if (addressOf(fd, SYS_getpeername, peer) && hasName(peer))
    name += hashOf(peer);
  return namedPlace(name);
}

bool statusOf(int fd, struct stat &status) {
  return !system::failed(system::call(SYS_fstat, static_cast<u64>(fd), reinterpret_cast<u64>(&status)));
}

void rememberPair(const Pair &pair) {
  Pair &place = pairs[pair.inode % kPlaces];
  storeRelaxed(&place.partner, pair.partner);
  storeRelaxed(&place.inode, pair.inode);
}

} // namespace

uptr keyOf(int fd) {
  struct stat status;
  if (!statusOf(fd, status))
    return 0;
  switch (status.st_mode & S_IFMT) {
  case S_IFIFO:
    return namedPlace(mix(status.st_dev) + status.st_ino);
  case S_IFSOCK:
    return socketKey(fd, status.st_ino);
  case 0:
    return numberedPlace(fd); // eventfd, epoll, timerfd ...: all of them share one inode
  default:
    return 0;
  }
}

uptr numberKey(int fd) { return reinterpret_cast<uptr>(&reuse_places[static_cast<u32>(fd) % kPlaces]); }

void pairSockets(int first, int second) {
  struct stat a, b;
  if (!statusOf(first, a) || !statusOf(second, b))
    return;
  rememberPair({a.st_ino, b.st_ino});
  rememberPair({b.st_ino, a.st_ino});
}

void copied(int fd, int copy) {
  u32 original = loadRelaxed(&originals[static_cast<u32>(fd) % kPlaces]);
  storeRelaxed(&originals[static_cast<u32>(copy) % kPlaces], original ? original : static_cast<u32>(fd) % kPlaces + 1);
}

void opened(int fd) { storeRelaxed(&originals[static_cast<u32>(fd) % kPlaces], 0u); }

} // namespace gordian::descriptors
