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
  unit_ = new GlobalVariable(module, unit_type_, /*isConstant=*/false, GlobalValue::InternalLinkage,
                             Constant::getNullValue(unit_type_), "gordian.unit");
  unit_->setAlignment(Align(8));
}

void HookCalls::dropUnit() { unit_->eraseFromParent(); }

void HookCalls::finishUnit(uint32_t site_count, uint64_t unit_id, uint32_t flags) {
  std::string compiler = "gordian " GORDIAN_VERSION " for clang " + std::to_string(kLlvmMajor);
  Constant *text = ConstantDataArray::getString(module_.getContext(), compiler);
  auto *text_variable = new GlobalVariable(module_, text->getType(), /*isConstant=*/true, GlobalValue::PrivateLinkage,
                                           text, "gordian.compiler");
  text_variable->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  auto number = [&](Type *type, uint64_t value) -> Constant * { return ConstantInt::get(type, value); };
  unit_->setInitializer(
      ConstantStruct::get(unit_type_, {number(int32_, GORDIAN_ABI_VERSION), number(int32_, site_count),
                                       number(int64_, unit_id), number(int32_, 0), number(int32_, flags), text_variable}));
  makeRegistration("gordian.unit_start", "__gordian_unit_register", true);
  makeRegistration("gordian.unit_end", "__gordian_unit_unregister", false);
}

void HookCalls::makeRegistration(StringRef name, StringRef hook, bool at_start) {
  auto *type = FunctionType::get(nothing_, false);
  auto *function = Function::Create(type, GlobalValue::InternalLinkage, name, module_);
  function->addFnAttr(Attribute::NoUnwind);
  IRBuilder<> at(BasicBlock::Create(module_.getContext(), "", function));
  call(at, hook, {unit_});
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

Value *HookCalls::siteNumber(IRBuilder<> &at, uint32_t site) {
  Value *address = at.CreateStructGEP(unit_type_, unit_, kSiteBaseField);
  return at.CreateAdd(at.CreateLoad(int32_, address), at.getInt32(site));
}

Value *HookCalls::functionEnter(IRBuilder<> &at) {
  Value *return_address = at.CreateIntrinsic(Intrinsic::returnaddress, {}, {at.getInt32(0)});
  FunctionCallee hook = module_.getOrInsertFunction("__gordian_function_enter", int32_, pointer_);
  CallInst *made = at.CreateCall(hook, {return_address});
  made->addFnAttr(Attribute::NoUnwind);
  return made;
}

void HookCalls::functionExit(IRBuilder<> &at, Value *depth) { call(at, "__gordian_function_exit", {depth}); }
void HookCalls::functionUnwind(IRBuilder<> &at, Value *depth) { call(at, "__gordian_function_unwind", {depth}); }

void HookCalls::rangeAccess(IRBuilder<> &at, Value *address, Value *size, bool writes, uint32_t site) {
  size = at.CreateZExtOrTrunc(size, int64_);
  call(at, writes ? "__gordian_write_range" : "__gordian_read_range", {address, size, siteNumber(at, site)});
}

void HookCalls::fixedAccess(IRBuilder<> &at, const Access &access, uint32_t site) {
  if (access.is_vptr && access.writes)
    return call(at, "__gordian_vptr_write", {access.address, access.new_vptr, siteNumber(at, site)});
  if (access.is_vptr)
    return call(at, "__gordian_vptr_read", {access.address, siteNumber(at, site)});
  if (access.size > 16 || !isPowerOf2_64(access.size))
    return rangeAccess(at, access.address, at.getInt64(access.size), access.writes, site);
  std::string name = (access.writes ? "__gordian_write" : "__gordian_read") + std::to_string(access.size);
  call(at, name, {access.address, siteNumber(at, site)});
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

bool HookCalls::hasInlineCheck(const Access &access, const DataLayout &layout) {
  if (access.shape != AccessShape::Fixed || access.is_vptr || access.size > 8 || !isPowerOf2_64(access.size))
    return false;
  return getLoadStoreAlignment(access.instruction).value() >= access.size;
}

/// A variable of the runtime that each thread has one of.
Value *HookCalls::threadLocal(IRBuilder<> &at, StringRef name) {
  Constant *constant = module_.getOrInsertGlobal(name, int64_);
  if (auto *variable = dyn_cast<GlobalVariable>(constant))
    variable->setThreadLocalMode(GlobalValue::InitialExecTLSModel);
  return at.CreateLoad(int64_, at.CreateThreadLocalAddress(cast<GlobalValue>(constant)));
}

Value *HookCalls::cellDiffers(IRBuilder<> &at, const Access &access) {
  constexpr uint64_t kOffsetMask = GORDIAN_REGION_MASK & ~uint64_t{7};
  auto *table_type = ArrayType::get(int64_, sizeof(__gordian_shadow) / sizeof(__gordian_shadow[0]));
  Value *table = module_.getOrInsertGlobal("__gordian_shadow", table_type);
  Value *address = at.CreatePtrToInt(access.address, int64_);
  Value *entry = at.CreateGEP(int64_, table, at.CreateLShr(address, GORDIAN_REGION_BITS));
  Value *cell = at.CreateAdd(at.CreateLoad(int64_, entry), at.CreateAnd(address, kOffsetMask));
  if (!access.writes)
    cell = at.CreateAdd(cell, threadLocal(at, "__gordian_read_plane"));
  LoadInst *found = at.CreateAlignedLoad(int64_, at.CreateIntToPtr(cell, pointer_), Align(8));
  // Other threads write the cell meanwhile.
  found->setAtomic(AtomicOrdering::Monotonic);
  return at.CreateICmpNE(found, threadLocal(at, "__gordian_epoch"));
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
