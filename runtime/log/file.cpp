// The log's file; see file.h.
#include "log/file.h"

#include "base/system.h"
#include "log/version.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>

namespace gordian::log {
namespace {

constexpr u32 kMostNames = 1000;
constexpr u64 kProgramBytes = 128;  // file names have at most 255
constexpr u32 kOwnerOnly = 0600;

void fillHeader(log_format::FileHeader &header) {
  copyBytes(header.magic, log_format::kMagic, sizeof(header.magic));
  header.version = log_format::kVersion;
  header.byte_order = log_format::kByteOrder;
  header.header_bytes = log_format::kHeaderBytes;
  header.chunk_bytes = log_format::kChunkBytes;
  header.start_time_ns = system::realtimeNs();
  header.pid = system::processId();
  header.parent_pid = static_cast<u32>(system::call(SYS_getppid));
  copyBytes(header.tool_version, kVersionText, smallerOf(sizeof(kVersionText), sizeof(header.tool_version)));
}

}  // namespace

s64 File::createNamed(const char *folder, const char *program) {
  for (u32 number = 0; number < kMostNames; ++number) {
    files::PathText name(path);
    name.add(folder).add("/").add(program, smallerOf(lengthOf(program), kProgramBytes)).add(".");
    name.addNumber(system::processId());
    if (number) name.add(".").addNumber(number);
    if (!name.add(".glog").isValid()) return -ENAMETOOLONG;
    s64 result = files::open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly);
    if (result != -EEXIST) return result;
  }
  return -EEXIST;
}

s64 File::create(const char *folder, const char *program) {
  s64 result = createNamed(folder, program);
  if (system::failed(result)) return path[0] = 0, result;
  descriptor = files::moveUp(result);
  // The umask may have taken away what the report needs.
  system::call(SYS_fchmod, static_cast<u64>(descriptor), kOwnerOnly);
  files::identify(descriptor, identity);
  step_count = 0;
  result = files::reserve(descriptor, 0, log_format::kHeaderBytes + kStepBytes);
  if (!system::failed(result)) {
    header = reinterpret_cast<log_format::FileHeader *>(files::mapShared(descriptor, 0, log_format::kHeaderBytes));
    steps[0] = files::mapShared(descriptor, offsetOf(0), kStepBytes);
    result = header && steps[0] ? 0 : -ENOMEM;
  }
  if (system::failed(result)) {
    files::remove(path);
    closeDescriptor();
    if (header) system::unmap(header, log_format::kHeaderBytes);
    header = nullptr;
    path[0] = 0;
    return result;
  }
  step_count = 1;
  fillHeader(*header);
  return 0;
}

bool File::reopen() {
  files::Identity found;
  if (files::identify(descriptor, found) && files::sameFile(found, identity)) return true;
  // Not ours any more, so it is not ours to close either.
  s64 opened = files::open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  if (system::failed(opened)) return false;
  if (!files::identify(opened, found) || !files::sameFile(found, identity)) return files::close(opened), false;
  descriptor = files::moveUp(opened);
  return true;
}

bool File::grow() {
  if (step_count == kMaxSteps || !reopen()) return false;
  if (system::failed(files::reserve(descriptor, offsetOf(step_count), kStepBytes))) return false;
  steps[step_count] = files::mapShared(descriptor, offsetOf(step_count), kStepBytes);
  if (!steps[step_count]) return false;
  ++step_count;
  return true;
}

bool File::makePrivate() {
  if (!reopen()) return false;
  bool is_private = files::mapPrivateOver(reinterpret_cast<u8 *>(header), descriptor, 0, log_format::kHeaderBytes);
  for (u32 step = 0; step < step_count; ++step)
    is_private = files::mapPrivateOver(steps[step], descriptor, offsetOf(step), kStepBytes) && is_private;
  return is_private;
}

void File::detach() {
  files::mapZeroesOver(reinterpret_cast<u8 *>(header), log_format::kHeaderBytes);
  for (u32 step = 0; step < step_count; ++step) files::mapZeroesOver(steps[step], kStepBytes);
}

void File::closeDescriptor() {
  files::Identity found;
  if (files::identify(descriptor, found) && files::sameFile(found, identity)) files::close(descriptor);
  descriptor = -1;
}

}  // namespace gordian::log
