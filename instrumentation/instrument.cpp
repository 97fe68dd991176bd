// Read this first: find -> filter -> insert, for each function of a module. See instrument.h.
#include "instrument.h"

#include "access_filter.h"
#include "access_finder.h"
#include "compat.h"
#include "covered_accesses.h"
#include "foreign_channels.h"
#include "function_policy.h"
#include "hook_calls.h"
#include "hooks.h"
#include "inline_assembly.h"
#include "site_finder.h"
#include "site_table.h"
#include "sync_effects.h"
#include "sync_finder.h"
#include "unfinished_threads.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace gordian {

/// What is going to be inserted into one function.
struct FunctionPlan {
  FoundAccesses accesses;
  SmallVector<AtomicOperation, 8> atomics;
  SmallVector<CallBase *, 16> announced;
  SmallVector<CallBase *, 8> memory_calls;
  SmallVector<CallBase *, 2> calls_that_return_twice;
  SmallVector<Instruction *, 8> exits;
  SmallVector<LandingPadInst *, 4> landing_pads;
  bool makes_calls = false;

  bool isEmpty() const { return !makes_calls && accesses.plain.empty() && atomics.empty(); }
};

/// Instruments the functions of one module.
class Instrumenter {
public:
  Instrumenter(Module &module, CompiledUnit &unit, StringRef source_file)
      : unit_(unit), module_(module), hooks_(module), sites_(source_file), finder_(unit.names),
        sync_calls_(module, unit.names), sync_effects_(module, unit.options.looks_into_functions) {}

  void run();

private:
  FunctionPlan plan(Function &function, FunctionPolicy policy);
  void planInstruction(Instruction &instruction, FunctionPolicy policy, FunctionPlan &plan);
  void planCall(CallBase &call, FunctionPlan &plan);
  void filter(Function &function, FunctionPlan &plan);
  void drop(FunctionPlan &plan, const BitVector &chosen, StringRef reason);
  void insert(Function &function, const FunctionPlan &plan);
  void insertAccess(const Access &access);
  void insertAtomic(const AtomicOperation &operation);
  void insertFunctionFrame(Function &function, const FunctionPlan &plan);
  void findRuns(Function &function);
  void printCounts() const;

  CompiledUnit &unit_;
  Module &module_;
  HookCalls hooks_;
  SiteTable sites_;
  SiteFinder finder_;
  SyncCalls sync_calls_;
  SyncEffects sync_effects_;
  AccessCounts counts_;
  bool has_inserted_ = false;
  std::string assembly_place_; // of the first inline assembly that touches memory
  // Of the function at hand, for its inline checks.
  DenseMap<const Instruction *, unsigned> run_of_;
  DenseMap<unsigned, HookCalls::LoadedView> views_;
};

void Instrumenter::planCall(CallBase &call, FunctionPlan &plan) {
  // That of libraries (our channels' system calls, say) is theirs to answer for.
  const DILocation *location = call.isInlineAsm() ? call.getDebugLoc().get() : nullptr;
  bool is_library = location && unit_.names.isLibrary(*location->getScope()->getSubprogram());
  if (assembly_place_.empty() && !is_library && isAssemblyOnMemory(call)) {
    SourceFrame place = finder_.call(call).frames.front();
    assembly_place_ = place.file + ":" + std::to_string(place.line);
  }
  if (call.isInlineAsm() || isa<IntrinsicInst>(call))
    return;
  if (Function *callee = call.getCalledFunction();
      callee && isHookName(callee->getName()) && !sync_calls_.isAnnounced(call))
    return;
  plan.makes_calls = true;
  if (returnsTwice(call) && isa<CallInst>(call))
    plan.calls_that_return_twice.push_back(&call);
  if (sync_calls_.isAnnounced(call))
    plan.announced.push_back(&call);
  else if (touchesMemory(call) && unit_.options.checks_accesses)
    plan.memory_calls.push_back(&call);
}

void Instrumenter::planInstruction(Instruction &instruction, FunctionPolicy policy, FunctionPlan &plan) {
  if (auto *pad = dyn_cast<LandingPadInst>(&instruction))
    plan.landing_pads.push_back(pad);
  if (auto *call = dyn_cast<CallBase>(&instruction))
    planCall(*call, plan);
  if (isa<ResumeInst>(instruction))
    plan.exits.push_back(&instruction);
  if (isa<ReturnInst>(instruction)) {
    CallInst *tail_call = instruction.getParent()->getTerminatingMustTailCall();
    plan.exits.push_back(tail_call ? tail_call : &instruction);
  }
  if (policy == FunctionPolicy::NoMemory)
    return;
  AtomicOperation atomic;
  if (findAtomic(instruction, atomic))
    plan.atomics.push_back(atomic);
  else if (policy == FunctionPolicy::All && unit_.options.checks_accesses)
    findAccesses(instruction, plan.accesses);
}

/// Whether the thread's epoch may be another one afterwards.
static bool mayChangeEpoch(const Instruction &instruction) {
  if (isa<FenceInst>(instruction) || instruction.isAtomic())
    return true;
  auto *call = dyn_cast<CallBase>(&instruction);
  return call && !isa<IntrinsicInst>(call) && !call->doesNotAccessMemory();
}

/// Numbers the runs of instructions of a block within which the epoch stays the same.
void Instrumenter::findRuns(Function &function) {
  run_of_.clear();
  views_.clear();
  unsigned run = 0;
  for (BasicBlock &block : function) {
    ++run;
    for (Instruction &instruction : block) {
      run_of_[&instruction] = run;
      run += mayChangeEpoch(instruction);
    }
  }
}

FunctionPlan Instrumenter::plan(Function &function, FunctionPolicy policy) {
  FunctionPlan plan;
  for (BasicBlock &block : function)
    for (Instruction &instruction : block)
      planInstruction(instruction, policy, plan);
  // Without accesses only what synchronises has a stack: a function that comes to nothing of the kind needs no frame.
  if (!unit_.options.checks_accesses && plan.atomics.empty() && sync_effects_.isQuiet(function))
    return {};
  filter(function, plan);
  return plan;
}

/// Takes the accesses that are `chosen` out of the plan, and counts them.
void Instrumenter::drop(FunctionPlan &plan, const BitVector &chosen, StringRef reason) {
  counts_.kept -= chosen.count();
  if (chosen.any())
    counts_.dropped[reason] += chosen.count();
  unsigned number = 0;
  erase_if(plan.accesses.plain, [&](const Access &) { return chosen.test(number++); });
}

void Instrumenter::filter(Function &function, FunctionPlan &plan) {
  AccessFilter accesses(unit_.options, counts_);
  counts_.not_understood += plan.accesses.not_understood;
  erase_if(plan.accesses.plain, [&](const Access &access) { return !accesses.keeps(access); });
  erase_if(plan.atomics, [&](const AtomicOperation &operation) {
    return operation.address && !accesses.mayBeShared(operation.address);
  });
  if (unit_.options.drops_covered)
    drop(plan, findCovered(function, plan.accesses.plain, sync_effects_), "covered by an earlier check");
  if (unit_.options.drops_read_before_write)
    drop(plan, findReadsBeforeWrites(plan.accesses.plain, sync_effects_), "read before a write");
}

void Instrumenter::insertAccess(const Access &access) {
  gordian_site_kind kind = access.writes ? GORDIAN_SITE_KIND_WRITE : GORDIAN_SITE_KIND_READ;
  if (access.is_vptr)
    kind = GORDIAN_SITE_KIND_VPTR;
  else if (access.shape == AccessShape::Sized || access.shape == AccessShape::Packed)
    kind = GORDIAN_SITE_KIND_RANGE;
  Site site = finder_.access(*access.instruction, access.address, access.writes, access.size, kind);
  uint32_t number = sites_.add(site);
  Instruction *place = access.instruction;
  if (unit_.options.checks_inline && HookCalls::hasInlineCheck(access)) {
    IRBuilder<> before(place);
    HookCalls::LoadedView &view = views_[run_of_.lookup(place)];
    MDNode *unlikely = MDBuilder(module_.getContext()).createBranchWeights(1, 100000);
    place = SplitBlockAndInsertIfThen(hooks_.mayBeUncovered(before, access, view), place, /*Unreachable=*/false, unlikely);
  }
  IRBuilder<> at(place);
  at.SetCurrentDebugLocation(access.instruction->getDebugLoc());
  hooks_.access(at, access, number);
}

void Instrumenter::insertAtomic(const AtomicOperation &operation) {
  bool writes = operation.kind != AtomicKind::Load;
  Site site = operation.address ? finder_.access(*operation.instruction, operation.address, writes, operation.size,
                                                 GORDIAN_SITE_KIND_ATOMIC)
                                : finder_.call(*operation.instruction);
  site.kind = GORDIAN_SITE_KIND_ATOMIC;
  uint32_t number = sites_.add(site);
  IRBuilder<> before(operation.instruction);
  if (operation.kind == AtomicKind::Fence)
    return hooks_.fence(before, operation, number);
  hooks_.atomicBegin(before, operation);
  IRBuilder<> after(operation.instruction->getNextNode());
  after.SetCurrentDebugLocation(operation.instruction->getDebugLoc());
  hooks_.atomicEnd(after, operation, number, unit_.names.hasOldReleaseSequences());
}

/// Verified IR wants a location on each call in a function that has debug information.
static DebugLoc locationIn(Function &function) {
  DISubprogram *subprogram = function.getSubprogram();
  if (!subprogram)
    return {};
  return DILocation::get(function.getContext(), subprogram->getScopeLine(), 0, subprogram);
}

void Instrumenter::insertFunctionFrame(Function &function, const FunctionPlan &plan) {
  BasicBlock &entry = function.getEntryBlock();
  IRBuilder<> start(&entry, entry.getFirstNonPHIOrDbgOrAlloca());
  start.SetCurrentDebugLocation(locationIn(function));
  Value *depth = hooks_.functionEnter(start);
  IRBuilder<> at(function.getContext());
  auto moveTo = [&](Instruction *place) {
    at.SetInsertPoint(place);
    if (!place->getDebugLoc())
      at.SetCurrentDebugLocation(locationIn(function));
  };
  for (Instruction *exit : plan.exits) {
    moveTo(exit);
    hooks_.functionExit(at, depth);
  }
  for (LandingPadInst *pad : plan.landing_pads) {
    moveTo(&*pad->getParent()->getFirstInsertionPt());
    hooks_.functionUnwind(at, depth);
  }
  for (CallBase *call : plan.calls_that_return_twice) {
    moveTo(call->getNextNode());
    hooks_.functionUnwind(at, depth);
  }
}

void Instrumenter::insert(Function &function, const FunctionPlan &plan) {
  findRuns(function);
  for (const Access &access : plan.accesses.plain)
    insertAccess(access);
  for (const AtomicOperation &operation : plan.atomics)
    insertAtomic(operation);
  for (CallBase *call : plan.memory_calls) {
    IRBuilder<> before(call);
    hooks_.announceMemory(before, sites_.add(finder_.call(*call)));
  }
  for (CallBase *call : plan.announced) {
    IRBuilder<> before(call);
    hooks_.announce(before, sites_.add(finder_.call(*call)));
  }
  insertFunctionFrame(function, plan);
}

void Instrumenter::printCounts() const {
  errs() << "gordian: note: " << module_.getSourceFileName() << ": " << counts_.kept << " accesses kept";
  for (const auto &[reason, count] : counts_.dropped)
    errs() << ", " << count << " dropped (" << reason << ")";
  errs() << ", " << counts_.not_understood << " not understood, " << sites_.size() << " sites\n";
}

void Instrumenter::run() {
  SmallVector<Function *, 64> functions;
  for (Function &function : module_)
    functions.push_back(&function);
  for (Function *function : functions) {
    FunctionPolicy policy = policyOf(*function);
    if (policy == FunctionPolicy::Nothing)
      continue;
    FunctionPlan plan = this->plan(*function, policy);
    if (plan.isEmpty())
      continue;
    insert(*function, plan);
    has_inserted_ = true;
  }
  if (has_inserted_ || !assembly_place_.empty()) {
    uint64_t unit_id = sites_.emit(module_);
    std::string note;
    if (!assembly_place_.empty())
      note = "'" + assembly_place_ + "' has inline assembly on memory: what this file reads, writes and orders by assembly is not seen";
    hooks_.finishUnit(sites_.size(), unit_id, unit_.options.checks_accesses ? 0 : GORDIAN_UNIT_NO_ACCESSES, note);
  } else {
    hooks_.dropUnit();
  }
  if (unit_.options.prints_counts)
    printCounts();
}

/// The unit's main source file, as the site table names it.
static std::string sourceFileOf(const Module &module) {
  SmallString<256> path(module.getSourceFileName());
  sys::fs::make_absolute(path);
  sys::path::remove_dots(path);
  return path.str().str();
}

/// Marks a module that has been instrumented, so that it is not instrumented again when it is compiled from IR.
static constexpr char kDoneMark[] = "gordian.instrumented";

class MarkPoliciesPass : public PassInfoMixin<MarkPoliciesPass> {
public:
  explicit MarkPoliciesPass(std::shared_ptr<CompiledUnit> unit) : unit_(std::move(unit)) {}
  PreservedAnalyses run(Module &module, ModuleAnalysisManager &) {
    unit_->names.learn(module);
    markUnfinishedThreads(module);
    markForeignChannels(module, unit_->names);
    markFunctionPolicies(module, unit_->options, unit_->names);
    return PreservedAnalyses::none();
  }
  static bool isRequired() { return true; }

private:
  std::shared_ptr<CompiledUnit> unit_;
};

class InstrumentPass : public PassInfoMixin<InstrumentPass> {
public:
  explicit InstrumentPass(std::shared_ptr<CompiledUnit> unit) : unit_(std::move(unit)) {}
  PreservedAnalyses run(Module &module, ModuleAnalysisManager &) {
    if (module.getNamedMetadata(kDoneMark))
      return PreservedAnalyses::all();
    module.getOrInsertNamedMetadata(kDoneMark);
    Instrumenter(module, *unit_, sourceFileOf(module)).run();
    if (unit_->is_for_link_time_optimizer)
      keepFramesApart(module);
    return PreservedAnalyses::none();
  }
  static bool isRequired() { return true; }

private:
  std::shared_ptr<CompiledUnit> unit_;
};

void addPasses(PassBuilder &builder, std::shared_ptr<CompiledUnit> unit) {
  builder.registerPipelineStartEPCallback(
      [unit](ModulePassManager &passes, OptimizationLevel) { passes.addPass(MarkPoliciesPass(unit)); });
  atOptimizerEnd(builder, [unit](ModulePassManager &passes) { passes.addPass(InstrumentPass(unit)); });
}

} // namespace gordian
