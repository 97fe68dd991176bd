#include "analysis/operations.h"

#include "analysis/describe.h"

#include "llvm/ADT/STLExtras.h"

namespace gordian::analysis {

using predict::kNowhere;
using predict::Op;
using predict::Position;

bool isMessage(Op op) { return op == Op::kSend || op == Op::kReceive || op == Op::kReceiveClosed; }

bool couldFree(const predict::Event &event, const predict::Event &wait) {
  if (event.object != wait.object && event.op != Op::kFork)
    return false;
  switch (wait.op) {
  case Op::kSend:
    return event.op == Op::kReceive || event.op == Op::kReceiveClosed;
  case Op::kReceive:
  case Op::kReceiveClosed:
    return event.op == Op::kSend || event.op == Op::kClose;
  case Op::kDown:
    return event.op == Op::kPost;
  case Op::kAwaitZero:
    return event.op == Op::kAdd && event.amount < 0;
  case Op::kWake:
    return event.op == Op::kSignal;
  case Op::kLeave:
    return event.op == Op::kArrive;
  case Op::kAcquire:
    return event.op == Op::kRelease && event.partner != kNowhere;
  default:
    return false;
  }
}

const char *operationName(const predict::Event &event) {
  switch (event.op) {
  case Op::kSend:
    return "send";
  case Op::kReceive:
  case Op::kReceiveClosed:
    return "receive";
  case Op::kAcquire:
    return event.is_shared ? "lock-shared" : "lock";
  case Op::kRelease:
    return "unlock";
  case Op::kDown:
    return "semaphore-wait";
  case Op::kAwaitZero:
    return "wait-group-wait";
  case Op::kJoin:
    return "join";
  case Op::kWake:
    return "condition-wait";
  case Op::kLeave:
    return "barrier-wait";
  case Op::kClose:
    return "close";
  case Op::kPost:
    return "post";
  case Op::kSignal:
    return "signal";
  case Op::kAdd:
    return "add";
  case Op::kFork:
    return "start";
  default:
    return "";
  }
}

findings::Object objectOf(Describer &describer, const predict::Event &event) {
  if (event.op == Op::kJoin || event.op == Op::kFork) {
    findings::Object thread;
    thread.kind = findings::ObjectKind::kThread;
    thread.name = "thread " + std::to_string(uint32_t(describer.run().thread(event.object)));
    return thread;
  }
  return describer.object(uint32_t(describer.run().object(event.object)));
}

std::vector<Position> heldAt(const predict::Program &program, const predict::Event &event) {
  std::vector<Position> held;
  for (uint32_t i = 0; i < event.index; ++i) {
    Position at = program.thread(event.thread)[i];
    if (program.at(at).op == Op::kAcquire)
      held.push_back(at);
    else if (program.at(at).op == Op::kRelease)
      llvm::erase(held, program.at(at).partner);
  }
  return held;
}

} // namespace gordian::analysis
