// See hook_calls.h. Types and meaning of the hooks: runtime/abi/hooks.h.
#include "hook_calls.h"

#include "compat.h"
#include "hooks.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#include <cstddef>

using namespace llvm;

namespace gordian {

static constexpr unsigned kSiteBaseField = 3;
static_assert(offsetof(gordian_unit, site_base) == 16 && sizeof(gordian_unit) == 32, "unit_type_ follows gordian_unit");

bool isHookName(StringRef name) { return name.starts_with("__gordian_"); }

bool returnsTwice(const CallBase &call) { return call.hasFnAttr(Attribute::ReturnsTwice); }

HookCalls::HookCalls(Module &module) : module_(module) {
  LLVMContext &context = module.getContext();
  int32_ = Type::getInt32Ty(context);
  int64_ = Type::getInt64Ty(context);
  pointer_ = PointerType::get(context, 0);
  nothing_ = Type::getVoidTy(context);
  unit_type_ = StructType::create({int32_, int32_, int64_, int32_, int32_, pointer_}, "struct.gordian_unit");
  view_type_ = StructType::create({int64_, int64_, int32_}, "struct.gordian_view");
  unit_ = new GlobalVariable(module, unit_type_, /*isConstant=*/false, GlobalValue::InternalLinkage,
                             Constant::getNullValue(unit_type_), "gordian.unit");
  unit_->setAlignment(Align(8));
}

void HookCalls::dropUnit() { unit_->eraseFromParent(); }

Constant *HookCalls::text(StringRef content, StringRef name) {
  Constant *bytes = ConstantDataArray::getString(module_.getContext(), content);
  auto *variable =
      new GlobalVariable(module_, bytes->getType(), /*isConstant=*/true, GlobalValue::PrivateLinkage, bytes, name);
  variable->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return variable;
}

void HookCalls::finishUnit(uint32_t site_count, uint64_t unit_id, uint32_t flags, StringRef note) {
  std::string compiler = "gordian " GORDIAN_VERSION " for clang " + std::to_string(kLlvmMajor);
  auto number = [&](Type *type, uint64_t value) -> Constant * { return ConstantInt::get(type, value); };
  unit_->setInitializer(
      ConstantStruct::get(unit_type_, {number(int32_, GORDIAN_ABI_VERSION), number(int32_, site_count),
                                       number(int64_, unit_id), number(int32_, 0), number(int32_, flags), text(compiler, "gordian.compiler")}));
  makeRegistration("gordian.unit_start", "__gordian_unit_register", true,
                   note.empty() ? nullptr : text(note, "gordian.note"));
  makeRegistration("gordian.unit_end", "__gordian_unit_unregister", false);
}

void HookCalls::makeRegistration(StringRef name, StringRef hook, bool at_start, Constant *note) {
  auto *type = FunctionType::get(nothing_, false);
  auto *function = Function::Create(type, GlobalValue::InternalLinkage, name, module_);
  function->addFnAttr(Attribute::NoUnwind);
  IRBuilder<> at(BasicBlock::Create(module_.getContext(), "", function));
  call(at, hook, {unit_});
  if (note)
    call(at, "__gordian_unit_note", {note});
  at.CreateRetVoid();
  // Priority 0 comes before every constructor that a program may have, and after every destructor.
  if (at_start)
    appendToGlobalCtors(module_, function, 0);
  else
    appendToGlobalDtors(module_, function, 0);
}

void HookCalls::call(IRBuilder<> &at, StringRef name, ArrayRef<Value *> arguments) {
  SmallVector<Type *, 6> types;
  for (Value *argument : arguments)
    types.push_back(argument->getType());
  FunctionCallee hook = module_.getOrInsertFunction(name, FunctionType::get(nothing_, types, false));
  if (auto *function = dyn_cast<Function>(hook.getCallee()))
    function->addFnAttr(Attribute::NoUnwind);
  CallInst *made = at.CreateCall(hook, arguments);
  made->addFnAttr(Attribute::NoUnwind);
}

/// A hook that keeps every register. A lazily bound call would not: the dynamic linker does the binding in between.
CallInst *HookCalls::quietCall(IRBuilder<> &at, StringRef name, Type *result, ArrayRef<Value *> arguments) {
  SmallVector<Type *, 4> types;
  for (Value *argument : arguments)
    types.push_back(argument->getType());
  FunctionCallee hook = module_.getOrInsertFunction(name, FunctionType::get(result, types, false));
  if (auto *function = dyn_cast<Function>(hook.getCallee())) {
    function->addFnAttr(Attribute::NoUnwind);
    function->addFnAttr(Attribute::NonLazyBind);
    function->setCallingConv(CallingConv::PreserveAll);
  }
  CallInst *made = at.CreateCall(hook, arguments);
  made->setCallingConv(CallingConv::PreserveAll);
  made->addFnAttr(Attribute::NoUnwind);
  return made;
}

Value *HookCalls::siteNumber(IRBuilder<> &at, uint32_t site) {
  Value *address = at.CreateStructGEP(unit_type_, unit_, kSiteBaseField);
  return at.CreateAdd(at.CreateLoad(int32_, address), at.getInt32(site));
}

Value *HookCalls::functionEnter(IRBuilder<> &at) {
  Value *return_address = at.CreateIntrinsic(Intrinsic::returnaddress, {}, {at.getInt32(0)});
  return quietCall(at, "__gordian_function_enter", int32_, {return_address});
}

void HookCalls::functionExit(IRBuilder<> &at, Value *depth) { quietCall(at, "__gordian_function_exit", nothing_, {depth}); }
void HookCalls::functionUnwind(IRBuilder<> &at, Value *depth) {
  quietCall(at, "__gordian_function_unwind", nothing_, {depth});
}

void HookCalls::rangeAccess(IRBuilder<> &at, Value *address, Value *size, bool writes, uint32_t site) {
  size = at.CreateZExtOrTrunc(size, int64_);
  quietCall(at, writes ? "__gordian_write_range" : "__gordian_read_range", nothing_, {address, size, siteNumber(at, site)});
}

void HookCalls::fixedAccess(IRBuilder<> &at, const Access &access, uint32_t site) {
  if (access.is_vptr && access.writes)
    return call(at, "__gordian_vptr_write", {access.address, access.new_vptr, siteNumber(at, site)});
  if (access.is_vptr)
    return call(at, "__gordian_vptr_read", {access.address, siteNumber(at, site)});
  if (access.size > 16 || !isPowerOf2_64(access.size))
    return rangeAccess(at, access.address, at.getInt64(access.size), access.writes, site);
  std::string name = (access.writes ? "__gordian_write" : "__gordian_read") + std::to_string(access.size);
  quietCall(at, name, nothing_, {access.address, siteNumber(at, site)});
}

void HookCalls::access(IRBuilder<> &at, const Access &access, uint32_t site) {
  switch (access.shape) {
  case AccessShape::Fixed:
    return fixedAccess(at, access, site);
  case AccessShape::Sized:
    return rangeAccess(at, access.address, access.size_value, access.writes, site);
  case AccessShape::MaskedLane: {
    Value *address = access.address->getType()->isVectorTy()
                         ? at.CreateExtractElement(access.address, access.lane)
                         : at.CreateConstInBoundsGEP1_64(at.getInt8Ty(), access.address, access.lane * access.size);
    Value *is_on = at.CreateExtractElement(access.mask, access.lane);
    Value *size = at.CreateSelect(is_on, at.getInt64(access.size), at.getInt64(0));
    return rangeAccess(at, address, size, access.writes, site);
  }
  case AccessShape::Packed: {
    unsigned lanes = cast<FixedVectorType>(access.mask->getType())->getNumElements();
    Value *bits = at.CreateBitCast(access.mask, at.getIntNTy(lanes));
    Value *count = at.CreateZExtOrTrunc(at.CreateUnaryIntrinsic(Intrinsic::ctpop, bits), int64_);
    return rangeAccess(at, access.address, at.CreateMul(count, at.getInt64(access.size)), access.writes, site);
  }
  }
}

bool HookCalls::hasInlineCheck(const Access &access) {
  return access.shape == AccessShape::Fixed && !access.is_vptr && access.size <= 16 && isPowerOf2_64(access.size);
}

/// A field of what the runtime shows each thread's checks (struct gordian_view).
Value *HookCalls::viewField(IRBuilder<> &at, unsigned field, Type *type) {
  auto *variable = cast<GlobalVariable>(module_.getOrInsertGlobal("__gordian_view", view_type_));
  variable->setThreadLocalMode(GlobalValue::InitialExecTLSModel);
  Value *view = at.CreateThreadLocalAddress(variable);
  return at.CreateAlignedLoad(type, at.CreateStructGEP(view_type_, view, field), Align(field < 2 ? 8 : 4));
}

/// Whether the upper half of the cell of `address` differs from the thread's epoch, in more than `ignored_halves`.
Value *HookCalls::cellDiffers(IRBuilder<> &at, Value *address, unsigned ignored_halves, const Access &access, LoadedView &view) {
  Value *&key = view.keys[access.writes];
  if (!key)
    key = viewField(at, access.writes ? 0 : 1, int64_);
  if (!view.epoch)
    view.epoch = viewField(at, 2, int32_);
  Value *cell = at.CreateIntToPtr(at.CreateXor(address, key), pointer_);
  LoadInst *found = at.CreateAlignedLoad(int32_, at.CreateConstInBoundsGEP1_64(at.getInt8Ty(), cell, 4), Align(4));
  // Other threads write the cell meanwhile.
  found->setAtomic(AtomicOrdering::Monotonic);
  Value *upper = ignored_halves ? at.CreateOr(found, at.getInt32(ignored_halves)) : static_cast<Value *>(found);
  return at.CreateICmpNE(upper, view.epoch);
}

/// Where in its granule an access of four bytes lies: bit 0 the lower half, bit 1 the upper; 3: not known.
static unsigned halvesOf(const Access &access, const DataLayout &layout) {
  APInt offset(layout.getIndexTypeSizeInBits(access.address->getType()), 0);
  Value *base = access.address->stripAndAccumulateConstantOffsets(layout, offset, /*AllowNonInbounds=*/true);
  if (access.size != 4 || base->getPointerAlignment(layout) < Align(8))
    return 3;
  return (offset.getSExtValue() & 7) == 0 ? 1 : (offset.getSExtValue() & 7) == 4 ? 2 : 3;
}

Value *HookCalls::mayBeUncovered(IRBuilder<> &at, const Access &access, LoadedView &view) {
  const DataLayout &layout = module_.getDataLayout();
  constexpr uint64_t kGranule = ~uint64_t{7};
  uint64_t alignment = getLoadStoreAlignment(access.instruction).value();
  Value *address = at.CreatePtrToInt(access.address, int64_);
  bool is_in_one = alignment >= access.size && access.size <= 8;
  Value *first = is_in_one && access.size == 8 ? address : at.CreateAnd(address, kGranule);
  Value *differs = cellDiffers(at, first, 3 & ~halvesOf(access, layout), access, view);
  if (is_in_one)
    return differs;
  auto addCell = [&](Value *cell) { differs = at.CreateOr(differs, cellDiffers(at, cell, 0, access, view)); };
  if (access.size == 16)
    addCell(at.CreateAdd(first, at.getInt64(8)));
  if (access.size < 16 || alignment < 8)
    addCell(at.CreateAnd(at.CreateAdd(address, at.getInt64(access.size - 1)), kGranule));
  return differs;
}

Value *HookCalls::sizeOf(IRBuilder<> &at, const AtomicOperation &operation) {
  if (operation.size_value)
    return at.CreateZExtOrTrunc(operation.size_value, int32_);
  return at.getInt32(static_cast<uint32_t>(operation.size));
}

void HookCalls::atomicBegin(IRBuilder<> &at, const AtomicOperation &operation) {
  call(at, "__gordian_atomic_begin", {operation.address, sizeOf(at, operation)});
}

/// Whether the compare-exchange happened: the second result of the instruction, or what libatomic returns.
static Value *exchangeSucceeded(IRBuilder<> &at, Instruction &instruction) {
  Value *ok =
      isa<AtomicCmpXchgInst>(instruction) ? at.CreateExtractValue(&instruction, 1) : at.CreateIsNotNull(&instruction);
  return at.CreateZExt(ok, at.getInt32Ty());
}

void HookCalls::atomicEnd(IRBuilder<> &at, const AtomicOperation &operation, uint32_t site,
                          bool stores_continue_sequences) {
  auto asOrder = [&](Value *value, uint32_t constant) -> Value * {
    return value ? at.CreateZExtOrTrunc(value, int32_) : at.getInt32(constant);
  };
  Value *size = sizeOf(at, operation);
  Value *order = asOrder(operation.order_value, operation.order);
  switch (operation.kind) {
  case AtomicKind::Load:
    return call(at, "__gordian_atomic_load_end", {operation.address, size, order, siteNumber(at, site)});
  case AtomicKind::Store:
    if (stores_continue_sequences)
      order = at.CreateOr(order, at.getInt32(GORDIAN_ORDER_UP_TO_CXX17));
    return call(at, "__gordian_atomic_store_end", {operation.address, size, order, siteNumber(at, site)});
  case AtomicKind::ReadModifyWrite:
    return call(at, "__gordian_atomic_rmw_end", {operation.address, size, order, siteNumber(at, site)});
  case AtomicKind::CompareExchange: {
    Value *failure = asOrder(operation.failure_value, operation.failure_order);
    Value *ok = exchangeSucceeded(at, *operation.instruction);
    return call(at, "__gordian_atomic_cas_end", {operation.address, size, order, failure, ok, siteNumber(at, site)});
  }
  case AtomicKind::Fence:
    return;
  }
}

void HookCalls::fence(IRBuilder<> &at, const AtomicOperation &operation, uint32_t site) {
  call(at, "__gordian_atomic_fence", {at.getInt32(operation.order), siteNumber(at, site)});
}

void HookCalls::announce(IRBuilder<> &at, uint32_t site) { call(at, "__gordian_at", {siteNumber(at, site)}); }

void HookCalls::announceMemory(IRBuilder<> &at, uint32_t site) {
  call(at, "__gordian_at_memory", {siteNumber(at, site)});
}

} // namespace gordian
