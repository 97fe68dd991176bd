// The log's file: its name, its growth, its mapping. Knows slots, not what is in them.
//
// May use base/ and abi/log_format.h. Not thread-safe: log/store.cpp holds its lock. Grows by steps of 1 MB, each mapped
// where the kernel likes, so that no address space need be reserved (ulimit -v). Disk is allocated before a step is
// mapped, so that a full disk is an error here and not SIGBUS in the program.
#ifndef GORDIAN_LOG_FILE_H
#define GORDIAN_LOG_FILE_H

#include "abi/log_format.h"
#include "base/files.h"

namespace gordian::log {

/// Plain data, valid when zeroed.
struct File {
  static constexpr u32 kSlotsPerStep = 16;
  static constexpr u64 kStepBytes = kSlotsPerStep * log_format::kChunkBytes;
  static constexpr u32 kMaxSteps = 8192;  // 8 GB

  /// Makes FOLDER/PROGRAM.PID.glog, or PROGRAM.PID.1.glog ... if that name is taken, writes the header and maps the
  /// first step. Returns 0 or an error; then nothing is left behind.
  s64 create(const char *folder, const char *program);
  /// One step more. False if the disk, or what limits it, has no room.
  bool grow();
  /// The address of slot `slot`, which must be mapped.
  u8 *slotAt(u32 slot) const {
    return steps[slot / kSlotsPerStep] + slot % kSlotsPerStep * log_format::kChunkBytes;
  }
  u32 mappedSlots() const { return step_count * kSlotsPerStep; }
  /// From here on what this process writes is seen by no other, and costs nothing until it writes. For a child after
  /// fork, whose parent goes on writing. False if the file can't be reached any more: then all is still shared.
  bool makePrivate();
  /// Writing to the old places is still allowed, and has no effect.
  void detach();
  void closeDescriptor();

  log_format::FileHeader *header;
  u32 step_count;
  s64 descriptor;
  files::Identity identity;
  char path[files::kPathBytes];
  u8 *steps[kMaxSteps];

 private:
  s64 createNamed(const char *folder, const char *program);
  /// Makes sure that `descriptor` is still this file: programs close descriptors that they do not know.
  bool reopen();
  static u64 offsetOf(u32 step) { return log_format::kHeaderBytes + step * kStepBytes; }
};

}  // namespace gordian::log

#endif
