// Which bytes each instruction of the IR reads and writes. See access_finder.h.
#include "access_finder.h"

#include "compat.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace gordian {

bool isTaggedVptr(const Instruction &instruction) {
  const MDNode *tag = instruction.getMetadata(LLVMContext::MD_tbaa);
  return tag && tag->isTBAAVtableAccess();
}

/// The virtual table that `value` points into, by the name that the C++ ABI gives it, without which a build at -O0 does
/// not tell (there are no type tags there).
static bool isVirtualTable(const Value *value) {
  auto *global = dyn_cast<GlobalValue>(value->stripInBoundsOffsets());
  return global && (global->getName().starts_with("_ZTV") || global->getName().starts_with("_ZTC"));
}

/// At -O0: a pointer that is loaded only to load from it what is called.
static bool isUntaggedVptrLoad(const LoadInst &load) {
  if (!load.getType()->isPointerTy() || load.getMetadata(LLVMContext::MD_tbaa) || !load.hasOneUse())
    return false;
  const User *user = load.user_back();
  if (isa<GetElementPtrInst>(user) && user->hasOneUse())
    user = user->user_back();
  auto *slot = dyn_cast<LoadInst>(user);
  if (!slot || !slot->hasOneUse() || !load.getName().starts_with("vtable"))
    return false;
  auto *call = dyn_cast<CallBase>(slot->user_back());
  return call && call->getCalledOperand() == slot;
}

static uint64_t storeSize(const Instruction &instruction, Type *type) {
  TypeSize size = instruction.getModule()->getDataLayout().getTypeStoreSize(type);
  return size.isScalable() ? 0 : size.getFixedValue();
}

static void addFixed(Instruction &instruction, Value *address, Type *type, bool writes, FoundAccesses &found) {
  uint64_t size = storeSize(instruction, type);
  if (type->isScalableTy())
    ++found.not_understood;
  if (size == 0)
    return;
  Access access;
  access.instruction = &instruction;
  access.address = address;
  access.writes = writes;
  access.size = size;
  found.plain.push_back(access);
}

static void findLoad(LoadInst &load, FoundAccesses &found) {
  size_t before = found.plain.size();
  addFixed(load, load.getPointerOperand(), load.getType(), false, found);
  if (found.plain.size() != before)
    found.plain.back().is_vptr = isTaggedVptr(load) || isUntaggedVptrLoad(load);
}

static void findStore(StoreInst &store, FoundAccesses &found) {
  size_t before = found.plain.size();
  Value *value = store.getValueOperand();
  addFixed(store, store.getPointerOperand(), value->getType(), true, found);
  bool is_vptr = value->getType()->isPointerTy() && (isTaggedVptr(store) || isVirtualTable(value));
  if (found.plain.size() == before || !is_vptr)
    return;
  found.plain.back().is_vptr = true;
  found.plain.back().new_vptr = value;
}

static void addSized(Instruction &instruction, Value *address, Value *size, bool writes, FoundAccesses &found) {
  auto *constant = dyn_cast<ConstantInt>(size);
  if (constant && constant->isZero())
    return;
  Access access;
  access.instruction = &instruction;
  access.address = address;
  access.writes = writes;
  access.shape = AccessShape::Sized;
  access.size = constant ? constant->getZExtValue() : 0;
  access.size_value = size;
  found.plain.push_back(access);
}

static void findMemoryIntrinsic(AnyMemIntrinsic &intrinsic, FoundAccesses &found) {
  if (auto *transfer = dyn_cast<AnyMemTransferInst>(&intrinsic))
    addSized(intrinsic, transfer->getRawSource(), intrinsic.getLength(), false, found);
  addSized(intrinsic, intrinsic.getRawDest(), intrinsic.getLength(), true, found);
}

/// Adds the lanes of a masked load, store, gather or scatter that may be on.
static void addLanes(IntrinsicInst &intrinsic, Value *address, Value *mask, VectorType *type, bool writes,
                     FoundAccesses &found) {
  auto *fixed = dyn_cast<FixedVectorType>(type);
  uint64_t size = storeSize(intrinsic, type->getElementType());
  if (!fixed || size * 8 != type->getScalarSizeInBits()) {
    ++found.not_understood;
    return;
  }
  for (unsigned lane = 0; lane < fixed->getNumElements(); ++lane) {
    auto *constant = dyn_cast<Constant>(mask);
    Constant *bit = constant ? constant->getAggregateElement(lane) : nullptr;
    if (bit && bit->isNullValue())
      continue;
    Access access;
    access.instruction = &intrinsic;
    access.address = address;
    access.writes = writes;
    access.shape = AccessShape::MaskedLane;
    access.size = size;
    access.mask = mask;
    access.lane = lane;
    found.plain.push_back(access);
  }
}

static void addPacked(IntrinsicInst &intrinsic, Value *address, Value *mask, VectorType *type, bool writes,
                      FoundAccesses &found) {
  uint64_t size = storeSize(intrinsic, type->getElementType());
  if (!isa<FixedVectorType>(type) || size * 8 != type->getScalarSizeInBits()) {
    ++found.not_understood;
    return;
  }
  Access access;
  access.instruction = &intrinsic;
  access.address = address;
  access.writes = writes;
  access.shape = AccessShape::Packed;
  access.size = size;
  access.mask = mask;
  found.plain.push_back(access);
}

/// Intrinsics that only claim to touch their argument, so that other optimizations leave it alone.
static bool touchesNoData(const IntrinsicInst &intrinsic) {
  switch (intrinsic.getIntrinsicID()) {
  case Intrinsic::lifetime_start:
  case Intrinsic::lifetime_end:
  case Intrinsic::invariant_start:
  case Intrinsic::invariant_end:
  case Intrinsic::launder_invariant_group:
  case Intrinsic::strip_invariant_group:
  case Intrinsic::prefetch:
  case Intrinsic::vastart:
  case Intrinsic::vaend:
    return true;
  default:
    return intrinsic.isAssumeLikeIntrinsic();
  }
}

static void findIntrinsic(IntrinsicInst &intrinsic, FoundAccesses &found) {
  Intrinsic::ID id = intrinsic.getIntrinsicID();
  auto argument = [&](unsigned number) { return intrinsic.getArgOperand(number); };
  auto vectorOf = [](Value *value) { return cast<VectorType>(value->getType()); };
  switch (id) {
  case Intrinsic::masked_load:
  case Intrinsic::masked_gather:
    return addLanes(intrinsic, argument(0), argument(maskOperand(id)), vectorOf(&intrinsic), false, found);
  case Intrinsic::masked_store:
  case Intrinsic::masked_scatter:
    return addLanes(intrinsic, argument(1), argument(maskOperand(id)), vectorOf(argument(0)), true, found);
  case Intrinsic::masked_expandload:
    return addPacked(intrinsic, argument(0), argument(1), vectorOf(&intrinsic), false, found);
  case Intrinsic::masked_compressstore:
    return addPacked(intrinsic, argument(1), argument(2), vectorOf(argument(0)), true, found);
  default:
    if (intrinsic.mayReadOrWriteMemory() && intrinsic.onlyAccessesArgMemory() && !touchesNoData(intrinsic))
      ++found.not_understood;
  }
}

/// An argument passed by value on the stack: the call copies it from where the pointer points.
static void findByValueArguments(CallBase &call, FoundAccesses &found) {
  for (unsigned number = 0; number < call.arg_size(); ++number)
    if (call.isByValArgument(number))
      addFixed(call, call.getArgOperand(number), call.getParamByValType(number), false, found);
}

void findAccesses(Instruction &instruction, FoundAccesses &found) {
  if (instruction.isAtomic() && !isa<CallBase>(instruction))
    return;
  if (auto *load = dyn_cast<LoadInst>(&instruction))
    findLoad(*load, found);
  else if (auto *store = dyn_cast<StoreInst>(&instruction))
    findStore(*store, found);
  else if (auto *memory = dyn_cast<AnyMemIntrinsic>(&instruction))
    findMemoryIntrinsic(*memory, found);
  else if (auto *intrinsic = dyn_cast<IntrinsicInst>(&instruction))
    findIntrinsic(*intrinsic, found);
  else if (auto *call = dyn_cast<CallBase>(&instruction))
    findByValueArguments(*call, found);
  else if (isa<VAArgInst>(instruction))
    ++found.not_understood;
}

} // namespace gordian
