// See foreign_channels.h. Another library's channel is one row of kKnownClasses.
#include "foreign_channels.h"

#include "hooks.h"
#include "source_names.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/EscapeEnumerator.h"

using namespace llvm;

namespace gordian {

namespace {

/// When an operation that has returned has passed a value.
enum class Success { Always, True, Zero };

struct Role {
  unsigned what = 0; // GORDIAN_FOREIGN_*; 0: none
  Success success = Success::Always;
  int capacity_less = 0; // of what the parameter says, so many are never used
};

struct KnownClass {
  StringLiteral space, name; // of the class; inline namespaces in between do not matter
  Role (*role_of)(StringRef function);
};

Role ofTbbQueue(StringRef function) {
  return StringSwitch<Role>(function)
      .Case("push", {GORDIAN_FOREIGN_SEND})
      .Case("emplace", {GORDIAN_FOREIGN_SEND})
      .Case("try_push", {GORDIAN_FOREIGN_SEND, Success::True})
      .Case("try_emplace", {GORDIAN_FOREIGN_SEND, Success::True})
      .Case("pop", {GORDIAN_FOREIGN_RECEIVE})
      .Case("try_pop", {GORDIAN_FOREIGN_RECEIVE, Success::True})
      .Case("clear", {GORDIAN_FOREIGN_EMPTY})
      .Case("assign", {GORDIAN_FOREIGN_EMPTY})
      .Case("swap", {GORDIAN_FOREIGN_EMPTY})
      .Case("operator=", {GORDIAN_FOREIGN_EMPTY})
      .Case("set_capacity", {GORDIAN_FOREIGN_CAPACITY})
      .Default({});
}

Role ofFiberChannel(StringRef function) {
  return StringSwitch<Role>(function)
      .Case("push", {GORDIAN_FOREIGN_SEND, Success::Zero})
      .Case("try_push", {GORDIAN_FOREIGN_SEND, Success::Zero})
      .Case("push_wait_until", {GORDIAN_FOREIGN_SEND, Success::Zero})
      .Case("pop", {GORDIAN_FOREIGN_RECEIVE, Success::Zero})
      .Case("try_pop", {GORDIAN_FOREIGN_RECEIVE, Success::Zero})
      .Case("pop_wait_until", {GORDIAN_FOREIGN_RECEIVE, Success::Zero})
      .Case("value_pop", {GORDIAN_FOREIGN_RECEIVE})
      .Case("close", {GORDIAN_FOREIGN_CLOSE})
      .Default({});
}

// oneTBB: concurrent_queue.h. Boost.Fiber: of the capacity that a buffered channel is given one slot stays empty.
constexpr KnownClass kKnownClasses[] = {{"tbb", "concurrent_bounded_queue", ofTbbQueue},
                                        {"boost::fibers", "buffered_channel", ofFiberChannel},
                                        {"boost::fibers", "unbuffered_channel", ofFiberChannel}};

const KnownClass *knownClassOf(const clang::CXXRecordDecl &record) {
  for (const KnownClass &known : kKnownClasses)
    if (record.getName() == known.name && StringRef(record.getQualifiedNameAsString()).starts_with(known.space))
      return &known;
  return nullptr;
}

bool isMarked(const clang::Decl &decl, StringRef mark) {
  for (const clang::Decl *redeclaration : decl.redecls())
    for (const auto *annotation : redeclaration->specific_attrs<clang::AnnotateAttr>())
      if (annotation->getAnnotation() == mark)
        return true;
  return false;
}

Role ofMarkedFunction(const clang::CXXMethodDecl &method) {
  bool is_bool = method.getReturnType()->isBooleanType();
  Success success = is_bool ? Success::True : Success::Always;
  if (isMarked(method, "gordian::send"))
    return {GORDIAN_FOREIGN_SEND, success};
  if (isMarked(method, "gordian::receive"))
    return {GORDIAN_FOREIGN_RECEIVE, success};
  if (isMarked(method, "gordian::close"))
    return {GORDIAN_FOREIGN_CLOSE};
  if (isMarked(method, "gordian::capacity"))
    return {GORDIAN_FOREIGN_CAPACITY};
  return {};
}

/// A constructor makes the channel, with its first number as the capacity where that is what it says.
Role ofLife(const clang::CXXMethodDecl &method, const KnownClass *known) {
  if (isa<clang::CXXDestructorDecl>(method))
    return {GORDIAN_FOREIGN_DESTROY};
  if (!isa<clang::CXXConstructorDecl>(method))
    return {};
  if (known && known->name == "unbuffered_channel")
    return {GORDIAN_FOREIGN_CAPACITY};
  if (known && known->name == "buffered_channel")
    return {GORDIAN_FOREIGN_CAPACITY, Success::Always, 1};
  return {isMarked(method, "gordian::capacity") ? GORDIAN_FOREIGN_CAPACITY : GORDIAN_FOREIGN_MAKE};
}

Role roleOf(const clang::CXXMethodDecl &method, const KnownClass *known) {
  if (Role life = ofLife(method, known); life.what)
    return life;
  if (!known)
    return ofMarkedFunction(method);
  const clang::IdentifierInfo *name = method.getIdentifier();
  return known->role_of(name ? name->getName() : method.isCopyAssignmentOperator() || method.isMoveAssignmentOperator()
                                                     ? "operator="
                                                     : "");
}

Argument *thisOf(Function &function) {
  for (Argument &argument : function.args())
    if (!argument.hasStructRetAttr())
      return argument.getType()->isPointerTy() ? &argument : nullptr;
  return nullptr;
}

/// The first parameter that is a number; 0 if there is none.
Value *capacityOf(IRBuilder<> &at, Function &function, int less) {
  for (Argument &argument : function.args())
    if (argument.getType()->isIntegerTy())
      return at.CreateSub(at.CreateZExtOrTrunc(&argument, at.getInt64Ty()), at.getInt64(static_cast<uint64_t>(less)));
  return at.getInt64(0);
}

/// Whether a value has passed when the function is left at `exit`.
Value *isDone(IRBuilder<> &at, Instruction &exit, Success success) {
  auto *leaving = dyn_cast<ReturnInst>(&exit);
  if (!leaving)
    return at.getInt32(0);
  Value *result = leaving->getReturnValue();
  if (success == Success::Always || !result || !result->getType()->isIntegerTy())
    return at.getInt32(1);
  Value *is_zero = at.CreateICmpEQ(result, ConstantInt::get(result->getType(), 0));
  return at.CreateZExt(success == Success::Zero ? is_zero : at.CreateNot(is_zero), at.getInt32Ty());
}

void mark(Function &function, Role role, bool is_constructor) {
  Argument *channel = thisOf(function);
  if (!channel)
    return;
  Module &module = *function.getParent();
  BasicBlock &entry = function.getEntryBlock();
  IRBuilder<> at(&entry, entry.getFirstNonPHIOrDbgOrAlloca());
  if (DISubprogram *subprogram = function.getSubprogram())
    at.SetCurrentDebugLocation(DILocation::get(function.getContext(), subprogram->getScopeLine(), 0, subprogram));
  Type *pointer = at.getPtrTy(), *number = at.getInt32Ty();
  FunctionCallee begin = module.getOrInsertFunction("__gordian_foreign_begin", pointer, pointer, number, at.getInt64Ty());
  FunctionCallee end = module.getOrInsertFunction("__gordian_foreign_end", at.getVoidTy(), pointer, number, number);
  if (is_constructor && role.what != GORDIAN_FOREIGN_MAKE)
    at.CreateCall(begin, {channel, at.getInt32(GORDIAN_FOREIGN_MAKE), at.getInt64(0)})->addFnAttr(Attribute::NoUnwind);
  bool is_operation = role.what <= GORDIAN_FOREIGN_CLOSE || role.what == GORDIAN_FOREIGN_EMPTY;
  Value *role_number = at.getInt32(role.what | (is_operation ? GORDIAN_FOREIGN_HIDES : 0));
  Value *value = capacityOf(at, function, role.capacity_less);
  CallInst *operation = at.CreateCall(begin, {channel, role_number, value});
  operation->addFnAttr(Attribute::NoUnwind);
  if (!is_operation)
    return;
  EscapeEnumerator exits(function, "gordian.foreign");
  while (IRBuilder<> *leaving = exits.Next()) {
    Instruction &exit = *leaving->GetInsertPoint();
    leaving->CreateCall(end, {operation, role_number, isDone(*leaving, exit, role.success)})->addFnAttr(Attribute::NoUnwind);
  }
}

} // namespace

void markForeignChannels(Module &module, SourceNames &names) {
  for (Function &function : module) {
    if (function.isDeclaration())
      continue;
    auto *method = dyn_cast_or_null<clang::CXXMethodDecl>(names.declOf(function));
    if (!method || method->isStatic())
      continue;
    const KnownClass *known = knownClassOf(*method->getParent());
    if (!known && !isMarked(*method->getParent(), "gordian::channel"))
      continue;
    if (Role role = roleOf(*method, known); role.what)
      mark(function, role, isa<clang::CXXConstructorDecl>(method));
  }
}

} // namespace gordian
