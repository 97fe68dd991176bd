// Keys of file descriptors; see descriptors.h.
#include "intercept/descriptors.h"

#include "base/atomic.h"
#include "base/bytes.h"
#include "base/system.h"

#include <netinet/in.h>
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
u64 watches_place;

/// For descriptors of nameless things: 1 + the descriptor of which they are copies; 0: their own.
u32 originals[kPlaces];
u8 specials[kPlaces]; // Special

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

u32 originalOf(int fd) {
  u32 number = static_cast<u32>(fd) % kPlaces;
  u32 original = loadRelaxed(&originals[number]);
  return original ? original - 1 : number;
}

uptr numberedPlace(int fd) { return reinterpret_cast<uptr>(&numbered_places[originalOf(fd)]); }

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

u64 hashOf(u64 hash, const void *data, u64 count) {
  const u8 *bytes = static_cast<const u8 *>(data);
  for (u64 i = 0; i < count; ++i)
    hash = mix(hash + 0x9e3779b97f4a7c15u + bytes[i]);
  return hash;
}

void copyAddress(Address &copy, const sockaddr *address, u32 size) {
  fillBytes(&copy, 0, sizeof copy);
  copy.size = smallerOf<u32>(size, sizeof copy.storage);
  copyBytes(&copy.storage, address, copy.size);
}

/// 0 for an address that says nothing. An IPv4 address may also stand inside an IPv6 one.
u64 hashOf(const Address &address, bool with_host) {
  switch (address.storage.ss_family) {
  case AF_INET: {
    const auto &inet = reinterpret_cast<const sockaddr_in &>(address.storage);
    u64 hash = hashOf(AF_INET, &inet.sin_port, sizeof inet.sin_port);
    return with_host ? hashOf(hash, &inet.sin_addr, sizeof inet.sin_addr) : hash;
  }
  case AF_INET6: {
    const auto &inet = reinterpret_cast<const sockaddr_in6 &>(address.storage);
    u64 hash = hashOf(AF_INET, &inet.sin6_port, sizeof inet.sin6_port);
    bool is_mapped = IN6_IS_ADDR_V4MAPPED(&inet.sin6_addr);
    const u8 *host = inet.sin6_addr.s6_addr;
    return with_host ? is_mapped ? hashOf(hash, host + 12, 4) : hashOf(hash, host, 16) : hash;
  }
  default:
    if (address.size <= sizeof address.storage.ss_family)
      return 0;
    // A path is given with or without the zero that ends it.
    u64 size = smallerOf<u64>(address.size, sizeof address.storage);
    const u8 *bytes = reinterpret_cast<const u8 *>(&address.storage);
    while (size > sizeof address.storage.ss_family && bytes[size - 1] == 0)
      --size;
    return hashOf(1, bytes, size);
  }
}

enum class Way { kIn, kOut };

bool isDatagram(int fd) {
  int type = 0;
  u32 size = sizeof type;
  return !system::failed(system::call(SYS_getsockopt, static_cast<u64>(fd), SOL_SOCKET, SO_TYPE,
                                      reinterpret_cast<u64>(&type), reinterpret_cast<u64>(&size))) &&
         type != SOCK_STREAM && type != SOCK_SEQPACKET;
}

/// Datagrams are known by the port that they go to alone: the receiver may listen on all of the machine's addresses.
uptr datagramKey(const Address &to) { return namedPlace(hashOf(to, false) + 0x5bd1e995); }

uptr meetingKeyOf(const Address &name, Meeting meeting) {
  return namedPlace(hashOf(name, false) + (meeting == Meeting::kCalls ? 3 : 5));
}

/// Both ends of a connection have the same two names, in opposite order. One end of a connection to a named socket of
/// the Unix kind has no name: there the name that is left stands for all connections of that server.
uptr socketKey(int fd, u64 inode, Way way) {
  const Pair &pair = pairs[inode % kPlaces];
  if (loadRelaxed(&pair.inode) == inode)
    return namedPlace(way == Way::kIn ? inode : loadRelaxed(&pair.partner));
  Address own, peer;
  if (!addressOf(fd, SYS_getsockname, own))
    return 0;
  bool has_peer = addressOf(fd, SYS_getpeername, peer);
  if (isDatagram(fd))
    return way == Way::kIn ? datagramKey(own) : has_peer ? datagramKey(peer) : 0;
  u64 own_name = hashOf(own, true), peer_name = has_peer ? hashOf(peer, true) : 0;
  return way == Way::kIn ? namedPlace(mix(peer_name) + own_name) : namedPlace(mix(own_name) + peer_name);
}

bool statusOf(int fd, struct stat &status) {
  return !system::failed(system::call(SYS_fstat, static_cast<u64>(fd), reinterpret_cast<u64>(&status)));
}

u64 inodeName(const struct stat &status) { return mix(status.st_dev) + status.st_ino; }

uptr keyOf(int fd, Way way) {
  struct stat status;
  if (!statusOf(fd, status))
    return 0;
  switch (status.st_mode & S_IFMT) {
  case S_IFIFO:
  case S_IFREG:
    return namedPlace(inodeName(status));
  case S_IFSOCK:
    return socketKey(fd, status.st_ino, way);
  case 0:
    return numberedPlace(fd); // eventfd, epoll, timerfd ...: all of them share one inode
  default:
    return 0;
  }
}

void rememberPair(const Pair &pair) {
  Pair &place = pairs[pair.inode % kPlaces];
  storeRelaxed(&place.partner, pair.partner);
  storeRelaxed(&place.inode, pair.inode);
}

} // namespace

uptr inboundKey(int fd) { return keyOf(fd, Way::kIn); }
uptr outboundKey(int fd) { return keyOf(fd, Way::kOut); }

uptr outboundKey(int fd, const sockaddr *address, u32 size) {
  if (!address || !size || !isDatagram(fd))
    return outboundKey(fd);
  Address to;
  copyAddress(to, address, size);
  return datagramKey(to);
}

uptr meetingKey(const sockaddr *address, u32 size, Meeting meeting) {
  Address name;
  copyAddress(name, address, size);
  return meetingKeyOf(name, meeting);
}

uptr meetingKey(int fd, Meeting meeting) {
  Address own;
  return addressOf(fd, SYS_getsockname, own) ? meetingKeyOf(own, meeting) : 0;
}

uptr lockKey(int fd) {
  struct stat status;
  return statusOf(fd, status) ? namedPlace(~inodeName(status)) : 0;
}

uptr pathKey(const char *path) { return namedPlace(hashOf(2, path, lengthOf(path))); }

uptr watchesKey() { return reinterpret_cast<uptr>(&watches_place); }

uptr numberKey(int fd) { return reinterpret_cast<uptr>(&reuse_places[static_cast<u32>(fd) % kPlaces]); }

void pairSockets(int first, int second) {
  struct stat a, b;
  if (!statusOf(first, a) || !statusOf(second, b))
    return;
  rememberPair({a.st_ino, b.st_ino});
  rememberPair({b.st_ino, a.st_ino});
}

void copied(int fd, int copy) {
  storeRelaxed(&originals[static_cast<u32>(copy) % kPlaces], originalOf(fd) + 1);
}

void nowNew(int fd, Special special) {
  storeRelaxed(&originals[static_cast<u32>(fd) % kPlaces], 0u);
  storeRelaxed(&specials[static_cast<u32>(fd) % kPlaces], static_cast<u8>(special));
}

Special specialOf(int fd) { return static_cast<Special>(loadRelaxed(&specials[originalOf(fd)])); }

} // namespace gordian::descriptors
