/* A runtime that only writes down which hooks are called: one line for each call, on stdout.
 *
 * Linked into the test programs of test_plugin.py instead of the real runtime, and compiled without the plugin. */
#define _GNU_SOURCE
#include "hooks.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static __thread uint32_t depth;
static uint32_t next_site = GORDIAN_FIRST_SITE;
uint64_t __gordian_shadow[1u << (47 - GORDIAN_REGION_BITS)];
__thread uint64_t __gordian_epoch = 1;
__thread uint64_t __gordian_read_plane;

static void record(const char *format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line - 1, format, arguments);
  va_end(arguments);
  line[length] = '\n';
  if (write(STDOUT_FILENO, line, (size_t)length + 1) < 0)
    _exit(99);
}

/* Test programs mark phases with this. */
void note(const char *text) { record("note text=%s", text); }

/* All of the program's memory shares one region of zeros; so an epoch of 0 is equal to every cell. */
static void make_shadow(void) {
  size_t size = (size_t)1 << GORDIAN_REGION_BITS;
  uint64_t zeros = (uint64_t)mmap(0, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  for (size_t i = 0; i < sizeof __gordian_shadow / sizeof __gordian_shadow[0]; ++i)
    __gordian_shadow[i] = zeros;
}

/* Test programs choose whether inline checks find that an access is known. */
void set_epoch(uint64_t epoch) { __gordian_epoch = epoch; }

void __gordian_unit_register(struct gordian_unit *unit) {
  if (!__gordian_shadow[0])
    make_shadow();
  unit->site_base = next_site;
  next_site += unit->site_count;
  record("unit_register id=%llu base=%u count=%u abi=%u compiler=%s", (unsigned long long)unit->unit_id,
         unit->site_base, unit->site_count, unit->abi_version, strncmp(unit->compiler, "gordian ", 8) ? "?" : "gordian");
}
void __gordian_unit_unregister(struct gordian_unit *unit) {
  record("unit_unregister id=%llu", (unsigned long long)unit->unit_id);
}

void __gordian_unit_note(const char *sentence) { record("unit_note text=%s", sentence); }
void *__gordian_foreign_begin(const void *channel, uint32_t role, uint64_t value) {
  record("foreign_begin role=%u value=%llu", role, (unsigned long long)value);
  return (void *)channel;
}
void __gordian_foreign_end(void *operation, uint32_t role, uint32_t is_done) {
  (void)operation;
  record("foreign_end role=%u done=%u", role, is_done);
}
void __gordian_unfinished_thread(void) { record("unfinished_thread"); }

uint32_t __gordian_function_enter(const void *return_address) {
  Dl_info info = {0};
  dladdr((const char *)return_address - 1, &info);
  record("function_enter depth=%u caller=%s", depth, info.dli_sname ? info.dli_sname : "?");
  return depth++;
}
void __gordian_function_exit(uint32_t to) {
  depth = to;
  record("function_exit depth=%u", to);
}
void __gordian_function_unwind(uint32_t to) {
  record("function_unwind depth=%u lost=%u", to, depth - to - 1);
  depth = to + 1;
}

#define ACCESS(size)                                                                                                   \
  void __gordian_read##size(const void *address, uint32_t site) {                                                      \
    record("read size=" #size " address=%p site=%u", address, site);                                                   \
  }                                                                                                                    \
  void __gordian_write##size(void *address, uint32_t site) {                                                           \
    record("write size=" #size " address=%p site=%u", address, site);                                                  \
  }
ACCESS(1) ACCESS(2) ACCESS(4) ACCESS(8) ACCESS(16)

void __gordian_read_range(const void *address, size_t size, uint32_t site) {
  record("read_range size=%zu address=%p site=%u", size, address, site);
}
void __gordian_write_range(void *address, size_t size, uint32_t site) {
  record("write_range size=%zu address=%p site=%u", size, address, site);
}
void __gordian_vptr_read(const void *address, uint32_t site) { record("vptr_read address=%p site=%u", address, site); }
void __gordian_vptr_write(void *address, const void *value, uint32_t site) {
  record("vptr_write address=%p same=%d site=%u", address, *(void **)address == value, site);
}

void __gordian_atomic_begin(const void *address, uint32_t size) {
  record("atomic_begin address=%p size=%u", address, size);
}
void __gordian_atomic_load_end(const void *address, uint32_t size, uint32_t order, uint32_t site) {
  record("atomic_load_end address=%p size=%u order=%u site=%u", address, size, order, site);
}
void __gordian_atomic_store_end(void *address, uint32_t size, uint32_t order, uint32_t site) {
  record("atomic_store_end address=%p size=%u order=%u site=%u", address, size, order, site);
}
void __gordian_atomic_rmw_end(void *address, uint32_t size, uint32_t order, uint32_t site) {
  record("atomic_rmw_end address=%p size=%u order=%u site=%u", address, size, order, site);
}
void __gordian_atomic_cas_end(void *address, uint32_t size, uint32_t success, uint32_t failure, uint32_t ok,
                              uint32_t site) {
  record("atomic_cas_end address=%p size=%u order=%u failure=%u ok=%u site=%u", address, size, success, failure, ok,
         site);
}
void __gordian_atomic_fence(uint32_t order, uint32_t site) { record("atomic_fence order=%u site=%u", order, site); }

void __gordian_at_memory(uint32_t site) { record("at_memory site=%u", site); }
void __gordian_at(uint32_t site) { record("at site=%u", site); }
void __gordian_chan_send(const void *channel, gordian_thread *thread, uint64_t k, uint64_t length) {
  record("chan_send address=%p k=%llu", channel, (unsigned long long)k);
  (void)thread, (void)length;
}
