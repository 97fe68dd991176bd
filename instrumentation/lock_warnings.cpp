// Locks that are taken twice in one scope, and waits without a loop or a predicate; see source_warnings.h.
#include "source_warnings.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace gordian {

namespace {

/// A lock that the source names: a variable, or a field of this or of a variable.
struct LockName {
  const VarDecl *variable = nullptr; ///< Null: this.
  const FieldDecl *field = nullptr;
  bool isKnown() const { return variable || field; }
  bool operator==(const LockName &other) const { return variable == other.variable && field == other.field; }
  std::string text() const {
    std::string text = variable ? variable->getNameAsString() : "";
    if (field)
      text += (text.empty() ? "" : ".") + field->getNameAsString();
    return text;
  }
};

LockName nameOf(const Expr *expression) {
  expression = expression->IgnoreParenImpCasts();
  if (auto *address = dyn_cast<UnaryOperator>(expression); address && address->getOpcode() == UO_AddrOf)
    expression = address->getSubExpr()->IgnoreParenImpCasts();
  if (auto *reference = dyn_cast<DeclRefExpr>(expression)) {
    auto *variable = dyn_cast<VarDecl>(reference->getDecl());
    // A reference or a pointer may mean another lock the next time.
    bool is_object = variable && !variable->getType()->isReferenceType() && !variable->getType()->isPointerType();
    return is_object ? LockName{variable, nullptr} : LockName{};
  }
  auto *member = dyn_cast<MemberExpr>(expression);
  auto *field = member ? dyn_cast<FieldDecl>(member->getMemberDecl()) : nullptr;
  if (!field || field->getType()->isReferenceType())
    return {};
  const Expr *base = member->getBase()->IgnoreParenImpCasts();
  if (isa<CXXThisExpr>(base))
    return {nullptr, field};
  LockName owner = member->isArrow() ? LockName{} : nameOf(base);
  return owner.variable && !owner.field ? LockName{owner.variable, field} : LockName{};
}

/// Mutexes of which a second lock by the same thread never returns.
bool isPlainMutex(QualType type) {
  const CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (!record)
    return false;
  llvm::StringRef name = record->getName();
  return (record->isInStdNamespace() && (name == "mutex" || name == "timed_mutex" || name == "shared_mutex")) ||
         record->getQualifiedNameAsString() == "gordian::rw_mutex";
}

/// Initialised statically as the default kind.
bool isPlainPthreadMutex(const LockName &name, const ASTContext &context) {
  if (!name.variable || name.field || !name.variable->getInit())
    return false;
  SourceLocation place = name.variable->getInit()->getBeginLoc();
  return place.isMacroID() && Lexer::getImmediateMacroName(place, context.getSourceManager(), context.getLangOpts()) ==
                                  "PTHREAD_MUTEX_INITIALIZER";
}

/// What one statement does to a lock.
struct LockStep {
  enum { Nothing, Lock, Guard, Unlock } kind = Nothing;
  LockName name;
  const VarDecl *guard = nullptr;
  SourceLocation place;
};

LockStep guardOf(const DeclStmt &statement) {
  auto *guard = statement.isSingleDecl() ? dyn_cast<VarDecl>(statement.getSingleDecl()) : nullptr;
  const CXXRecordDecl *record = guard ? guard->getType()->getAsCXXRecordDecl() : nullptr;
  if (!record || !record->isInStdNamespace() || !guard->getInit())
    return {};
  llvm::StringRef name = record->getName();
  if (name != "lock_guard" && name != "unique_lock" && name != "scoped_lock")
    return {};
  auto *made = dyn_cast<CXXConstructExpr>(guard->getInit()->IgnoreUnlessSpelledInSource());
  // A second argument is a tag or a time limit, or another lock of a scoped_lock.
  if (!made || made->getNumArgs() != 1 || !isPlainMutex(made->getArg(0)->getType()))
    return {};
  return {LockStep::Guard, nameOf(made->getArg(0)), guard, guard->getLocation()};
}

LockStep stepOf(const Stmt *statement, const ASTContext &context) {
  if (auto *declaration = dyn_cast<DeclStmt>(statement))
    return guardOf(*declaration);
  auto *expression = dyn_cast<Expr>(statement);
  if (!expression)
    return {};
  expression = expression->IgnoreUnlessSpelledInSource();
  if (auto *call = dyn_cast<CXXMemberCallExpr>(expression)) {
    const CXXMethodDecl *method = call->getMethodDecl();
    const Expr *object = call->getImplicitObjectArgument();
    if (!method || !method->getDeclName().isIdentifier() || !isPlainMutex(object->getType()))
      return {};
    if (method->getName() == "lock")
      return {LockStep::Lock, nameOf(object), nullptr, call->getExprLoc()};
    if (method->getName() == "unlock")
      return {LockStep::Unlock, nameOf(object), nullptr, call->getExprLoc()};
    return {};
  }
  auto *call = dyn_cast<CallExpr>(expression);
  const FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  if (!callee || !callee->getDeclName().isIdentifier() || call->getNumArgs() != 1)
    return {};
  bool locks = callee->getName() == "pthread_mutex_lock", unlocks = callee->getName() == "pthread_mutex_unlock";
  LockName name = locks || unlocks ? nameOf(call->getArg(0)) : LockName{};
  if (!name.isKnown() || !isPlainPthreadMutex(name, context))
    return {};
  return {locks ? LockStep::Lock : LockStep::Unlock, name, nullptr, call->getExprLoc()};
}

/// Whether a statement mentions the lock or its guard. A lock without a guard may also be given back by any function that
/// is called.
class Touches : public RecursiveASTVisitor<Touches> {
public:
  explicit Touches(const LockStep &held) : name_(held.name), guard_(held.guard) {}
  bool VisitCallExpr(CallExpr *) {
    found |= !guard_;
    return !found;
  }
  bool VisitDeclRefExpr(DeclRefExpr *reference) {
    const ValueDecl *decl = reference->getDecl();
    found |= decl == guard_ || (name_.variable && decl == name_.variable && !name_.field);
    return !found;
  }
  bool VisitMemberExpr(MemberExpr *member) {
    found |= name_.field && member->getMemberDecl() == name_.field;
    return !found;
  }
  bool found = false;

private:
  LockName name_;
  const VarDecl *guard_;
};

class LockVisitor : public RecursiveASTVisitor<LockVisitor> {
public:
  LockVisitor(ASTContext &context, WarningSink &sink) : context_(context), sink_(sink) {}

  /// Statement by statement; a statement that is none of ours and mentions a held lock ends what is known of it.
  void walk(const CompoundStmt &block, llvm::SmallVector<LockStep, 4> held) {
    for (const Stmt *statement : block.body()) {
      LockStep step = stepOf(statement, context_);
      if (!step.name.isKnown())
        step.kind = LockStep::Nothing;
      if (step.kind == LockStep::Lock || step.kind == LockStep::Guard) {
        report(step, held);
        held.push_back(step);
        continue;
      }
      if (auto *inner = dyn_cast<CompoundStmt>(statement))
        walk(*inner, held);
      llvm::erase_if(held, [&](const LockStep &one) { return touches(statement, one); });
    }
  }

private:
  void report(const LockStep &step, llvm::ArrayRef<LockStep> held) {
    for (const LockStep &one : held)
      if (one.name == step.name)
        return sink_.warn(SourceWarning::DoubleLock, step.place,
                          "'" + step.name.text() + "' is locked while this scope holds it already: this never returns",
                          one.place, "it is taken here");
  }
  static bool touches(const Stmt *statement, const LockStep &held) {
    Touches visitor(held);
    visitor.TraverseStmt(const_cast<Stmt *>(statement));
    return visitor.found;
  }

  ASTContext &context_;
  WarningSink &sink_;
};

// ---- Waits

/// Finds waits in one body, without those of its lambdas.
class WaitVisitor : public RecursiveASTVisitor<WaitVisitor> {
public:
  WaitVisitor(ASTContext &context, const Stmt &body, WarningSink &sink) : context_(context), body_(body), sink_(sink) {}

  bool has_jumps = false; ///< A loop may be made of goto.
  llvm::SmallVector<LockName, 2> locked;
  struct Wait {
    SourceLocation place;
    LockName mutex; ///< Of pthread_cond_wait.
  };
  llvm::SmallVector<Wait, 2> waits;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitGotoStmt(GotoStmt *) { return has_jumps = true; }
  bool VisitIndirectGotoStmt(IndirectGotoStmt *) { return has_jumps = true; }

  bool VisitCallExpr(CallExpr *call) {
    if (auto *member = dyn_cast<CXXMemberCallExpr>(call))
      return visitMember(*member);
    const FunctionDecl *callee = call->getDirectCallee();
    if (!callee || !callee->getDeclName().isIdentifier())
      return true;
    if (callee->getName() == "pthread_mutex_lock" && call->getNumArgs() == 1)
      locked.push_back(nameOf(call->getArg(0)));
    if (callee->getName() == "pthread_cond_wait" && call->getNumArgs() == 2 && !isInLoop(*call))
      waits.push_back({call->getExprLoc(), nameOf(call->getArg(1))});
    return true;
  }

  void report() {
    for (const Wait &wait : waits)
      if (!has_jumps && (!wait.mutex.isKnown() || llvm::is_contained(locked, wait.mutex)))
        sink_.warn(SourceWarning::WaitWithoutLoop, wait.place,
                   "this wait stands in no loop and has no predicate: it may return without a signal, and misses one that "
                   "came before; wait in a loop until what is waited for holds");
  }

private:
  /// A wait on a std::unique_lock that this function has made itself: elsewhere the loop may be the caller's.
  bool visitMember(const CXXMemberCallExpr &call) {
    const CXXMethodDecl *method = call.getMethodDecl();
    const CXXRecordDecl *record = method ? method->getParent() : nullptr;
    if (!record || !record->isInStdNamespace() || !method->getDeclName().isIdentifier() || method->getName() != "wait" ||
        call.getNumArgs() != 1 || (record->getName() != "condition_variable" && record->getName() != "condition_variable_any"))
      return true;
    auto *lock = dyn_cast<DeclRefExpr>(call.getArg(0)->IgnoreParenImpCasts());
    auto *variable = lock ? dyn_cast<VarDecl>(lock->getDecl()) : nullptr;
    if (variable && variable->hasLocalStorage() && !isa<ParmVarDecl>(variable) &&
        !lock->refersToEnclosingVariableOrCapture() && !variable->getType()->isReferenceType() && !isInLoop(call))
      waits.push_back({call.getExprLoc(), {}});
    return true;
  }

  bool isInLoop(const Stmt &statement) {
    DynTypedNode node = DynTypedNode::create(statement);
    for (;;) {
      DynTypedNodeList parents = context_.getParents(node);
      if (parents.size() != 1)
        return parents.size() > 1; // not understood
      node = parents[0];
      if (node.get<WhileStmt>() || node.get<DoStmt>() || node.get<ForStmt>() || node.get<CXXForRangeStmt>())
        return true;
      if (node.get<Stmt>() == &body_ || node.get<Decl>())
        return false;
    }
  }

  ASTContext &context_;
  const Stmt &body_;
  WarningSink &sink_;
};

} // namespace

void warnOfLocks(ASTContext &context, const Stmt &body, WarningSink &sink) {
  if (!sink.isEnabled(SourceWarning::DoubleLock))
    return;
  // Every block is walked from where nothing is known to be held; blocks directly inside another are part of its walk.
  class Blocks : public RecursiveASTVisitor<Blocks> {
  public:
    Blocks(ASTContext &context, WarningSink &sink) : walker_(context, sink), context_(context) {}
    bool TraverseLambdaExpr(LambdaExpr *) { return true; }
    bool VisitCompoundStmt(CompoundStmt *block) {
      DynTypedNodeList parents = context_.getParents(*block);
      if (parents.size() != 1 || !parents[0].get<CompoundStmt>())
        walker_.walk(*block, {});
      return true;
    }

  private:
    LockVisitor walker_;
    ASTContext &context_;
  };
  Blocks(context, sink).TraverseStmt(const_cast<Stmt *>(&body));
}

void warnOfWaits(ASTContext &context, const Stmt &body, WarningSink &sink) {
  if (!sink.isEnabled(SourceWarning::WaitWithoutLoop))
    return;
  WaitVisitor visitor(context, body, sink);
  visitor.TraverseStmt(const_cast<Stmt *>(&body));
  visitor.report();
}

} // namespace gordian
