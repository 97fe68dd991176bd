// The tool that OpenMP's library finds in the program: which of its events the runtime hears (OpenMP 5.2, chapter 19).
//
// Works with LLVM's libomp, which asks for ompt_start_tool when it starts. A program that brings a tool of its own keeps
// it; then OpenMP is not understood, and the log says so.
#include "intercept/intercept.h"
#include "log/writer.h"
#include "openmp/regions.h"
#include "openmp/tasks.h"

#include <link.h>

namespace gordian::openmp {
namespace {

using ompt::AnyFunction;

void threadBegin(int kind, ompt::Data *) {
  Thread *thread = currentThread();
  // A pool's thread has nothing to do yet.
  if (thread && kind == ompt::kWorkerThread) storeRelaxed(&thread->is_parked, true);
}

struct Subscription {
  ompt::Callback event;
  AnyFunction function;
};

template <class Function> AnyFunction any(Function *function) { return reinterpret_cast<AnyFunction>(function); }

int initialize(ompt::LookUp look_up, int, ompt::Data *) {
  const Subscription subscriptions[] = {
      {ompt::kThreadBegin, any(threadBegin)},     {ompt::kParallelBegin, any(parallelBegin)},
      {ompt::kParallelEnd, any(parallelEnd)},     {ompt::kImplicitTask, any(implicitTask)},
      {ompt::kSyncRegion, any(syncRegion)},       {ompt::kSyncRegionWait, any(syncRegionWait)},
      {ompt::kTaskCreate, any(taskCreate)},       {ompt::kTaskSchedule, any(taskSchedule)},
      {ompt::kDependences, any(dependences)},     {ompt::kWork, any(work)},
  };
  auto set = reinterpret_cast<ompt::SetCallback>(look_up("ompt_set_callback"));
  if (!set) return 0;
  constexpr int kAlways = 5;
  bool all = true;
  for (const Subscription &subscription : subscriptions) all &= set(subscription.event, subscription.function) == kAlways;
  if (!all) log::note("this library of OpenMP does not tell all events: order made by OpenMP may be unknown");
  return 1;
}

void finalize(ompt::Data *) {}

struct Search {
  uptr address, begin, end;
};

int findModule(struct dl_phdr_info *info, size_t, void *context) {
  Search &search = *static_cast<Search *>(context);
  uptr begin = ~uptr{0}, end = 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
    begin = smallerOf<uptr>(begin, info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
    end = largerOf<uptr>(end, info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz);
  }
  if (search.address < begin || search.address >= end) return 0;
  search.begin = begin;
  search.end = end;
  return 1;
}

/// The library that contains `address` is not observed any more, unless it is the program itself.
void silenceLibraryOf(uptr address) {
  Search library{address, 0, 0}, program{reinterpret_cast<uptr>(&findModule), 0, 0};
  if (!dl_iterate_phdr(findModule, &library) || !dl_iterate_phdr(findModule, &program)) return;
  if (library.begin == program.begin) return;
  storeRelaxed(&quiet_library.begin, library.begin);
  storeRelaxed(&quiet_library.bytes, library.end - library.begin);
}

}  // namespace

extern "C" __attribute__((visibility("default"), weak, used)) ompt::StartToolResult *ompt_start_tool(unsigned, const char *) {
  static ompt::StartToolResult result = {initialize, finalize, {nullptr}};
  silenceLibraryOf(reinterpret_cast<uptr>(__builtin_return_address(0)));
  return &result;
}

}  // namespace gordian::openmp
