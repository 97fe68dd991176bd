// See site_finder.h.
#include "site_finder.h"

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace gordian {

static bool isKnown(const DILocation *location) { return location && location->getLine() != 0; }

/// The position of another access to the same address in the function, or of what uses the value that is loaded: the
/// optimizer drops positions when it moves accesses out of loops and branches.
static const DILocation *locationOfKin(const Instruction &instruction) {
  const Value *address = getLoadStorePointerOperand(&instruction);
  if (!address)
    return nullptr;
  for (const User *user : instruction.users())
    if (auto *use = dyn_cast<StoreInst>(user);
        use && use->getPointerOperand() == address && isKnown(use->getDebugLoc()))
      return use->getDebugLoc();
  // Constants are shared by all functions of the module.
  for (const User *user : address->users())
    if (auto *other = dyn_cast<Instruction>(user); other && other->getFunction() == instruction.getFunction() &&
                                                   getLoadStorePointerOperand(other) == address &&
                                                   isKnown(other->getDebugLoc()))
      return other->getDebugLoc();
  for (const User *user : instruction.users())
    if (auto *use = dyn_cast<Instruction>(user); use && isKnown(use->getDebugLoc()))
      return use->getDebugLoc();
  return nullptr;
}

/// The position of `instruction`, of its kin, or of its nearest neighbour before it that has one.
static const DILocation *locationOf(const Instruction &instruction) {
  if (isKnown(instruction.getDebugLoc()))
    return instruction.getDebugLoc();
  if (const DILocation *kin = locationOfKin(instruction))
    return kin;
  for (const Instruction *candidate = &instruction; candidate; candidate = candidate->getPrevNode())
    if (const DILocation *location = candidate->getDebugLoc(); location && location->getLine() != 0)
      return location;
  return instruction.getDebugLoc();
}

Site SiteFinder::place(const Instruction &instruction, gordian_site_kind kind) {
  Site site;
  site.kind = kind;
  const DILocation *location = locationOf(instruction);
  for (const DILocation *frame = location; frame; frame = frame->getInlinedAt()) {
    const DISubprogram &subprogram = *frame->getScope()->getSubprogram();
    site.frames.push_back(
        {names_.functionName(subprogram).str(), absolutePath(*frame->getFile()), frame->getLine(), frame->getColumn()});
  }
  if (!site.frames.empty())
    return site;
  const Function &function = *instruction.getFunction();
  const DISubprogram *subprogram = function.getSubprogram();
  site.frames.push_back({subprogram ? names_.functionName(*subprogram).str() : demangle(function.getName()),
                         subprogram && subprogram->getFile() ? absolutePath(*subprogram->getFile()) : "",
                         subprogram ? subprogram->getLine() : 0, 0});
  return site;
}

static void setName(Site &site, ExpressionName name) {
  site.expression = std::move(name.expression);
  site.variable = std::move(name.variable);
  site.type = std::move(name.type);
  site.declared_file = std::move(name.declared_file);
  site.declared_line = name.declared_line;
}

/// The name of an access, and where it lies in a library's code, what the user's code calls that: an access to a
/// parameter, or to a member of *this, is followed to the argument that the caller gave for it.
ExpressionName SiteFinder::accessName(const DILocation &location, const AccessHint &hint, bool is_atomic) {
  ExpressionName name = names_.accessAt(location, hint);
  const DILocation *frame = &location;
  while (const DILocation *call_site = frame->getInlinedAt()) {
    const DISubprogram &callee = *frame->getScope()->getSubprogram();
    if (!names_.isLibrary(callee))
      break;
    ExpressionName outer = names_.argumentAt(*call_site, callee, name);
    if (outer.expression.empty() && is_atomic && !names_.isLibrary(*call_site->getScope()->getSubprogram()))
      outer = names_.objectOfCallAt(*call_site);
    if (outer.expression.empty() && !is_atomic)
      break;
    name = std::move(outer);
    frame = call_site;
  }
  return name;
}

/// The variable that holds `address`, if it is a global or a local one.
static const Value *variableOf(const Value *address) {
  if (address->getType()->isVectorTy())
    return nullptr;
  const Value *base = getUnderlyingObject(address, /*MaxLookup=*/0);
  return isa<GlobalVariable, AllocaInst>(base) ? base : nullptr;
}

static bool movesPointer(const Instruction &instruction) {
  if (auto *store = dyn_cast<StoreInst>(&instruction))
    return store->getValueOperand()->getType()->isPointerTy();
  return instruction.getType()->isPointerTy();
}

Site SiteFinder::access(const Instruction &instruction, const Value *address, bool writes, uint64_t size,
                        gordian_site_kind kind) {
  Site site = place(instruction, kind);
  site.size = size <= UINT16_MAX && kind != GORDIAN_SITE_KIND_RANGE ? static_cast<uint16_t>(size) : 0;
  const Value *variable = variableOf(address);
  AccessHint hint;
  hint.writes = writes;
  hint.size = size;
  hint.is_pointer = movesPointer(instruction);
  hint.is_in_variable = variable != nullptr;
  if (const DILocation *location = locationOf(instruction))
    setName(site, kind == GORDIAN_SITE_KIND_VPTR && !writes
                      ? names_.objectOfCallAt(*location)
                      : accessName(*location, hint, kind == GORDIAN_SITE_KIND_ATOMIC));
  if (!site.expression.empty() || !variable || !isa<GlobalVariable>(variable))
    return site;
  if (const clang::VarDecl *declaration = names_.variableOf(variable->getName()))
    setName(site, names_.nameOfVariable(reinterpret_cast<const clang::ValueDecl &>(*declaration)));
  else
    site.expression = site.variable = demangle(variable->getName());
  return site;
}

Site SiteFinder::call(const Instruction &instruction) {
  Site site = place(instruction, GORDIAN_SITE_KIND_CALL);
  const DILocation *frame = locationOf(instruction);
  // The innermost function that is the user's own says what the object is called.
  while (frame && names_.isLibrary(*frame->getScope()->getSubprogram()) && frame->getInlinedAt())
    frame = frame->getInlinedAt();
  if (frame)
    setName(site, names_.objectOfCallAt(*frame));
  return site;
}

} // namespace gordian
