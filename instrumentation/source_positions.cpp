// See source_positions.h. The positions follow clang's code generator: what ApplyDebugLocation is given for each kind
// of expression.
#include "source_positions.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace gordian {

/// Walks one body and files what it finds.
class PositionCollector : public RecursiveASTVisitor<PositionCollector> {
public:
  explicit PositionCollector(SourcePositions &positions)
      : positions_(positions), sources_(positions.context_.getSourceManager()) {}

  bool shouldVisitImplicitCode() const { return true; }
  bool shouldVisitTemplateInstantiations() const { return true; }

  bool VisitCastExpr(CastExpr *cast) {
    if (cast->getCastKind() != CK_LValueToRValue)
      return true;
    const Expr *source = cast->getSubExpr()->IgnoreParens();
    addRead(source->getExprLoc(), source);
    return true;
  }

  bool VisitBinaryOperator(BinaryOperator *operation) {
    if (!operation->isAssignmentOp())
      return true;
    addAccess(operation->getOperatorLoc(), operation->getLHS(), operation->isCompoundAssignmentOp(), true);
    if (operation->getType()->isRecordType()) {
      addRead(operation->getOperatorLoc(), operation->getRHS());
      // In C the structure is copied at the position of what is copied.
      addAccess(operation->getRHS()->IgnoreParenImpCasts()->getExprLoc(), operation->getLHS(), false, true);
    }
    return true;
  }

  bool VisitUnaryOperator(UnaryOperator *operation) {
    if (operation->isIncrementDecrementOp())
      addAccess(operation->getOperatorLoc(), operation->getSubExpr(), true, true);
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *reference) {
    if (reference->getDecl()->getType()->isReferenceType())
      addRead(reference->getExprLoc(), reference);
    return true;
  }

  bool VisitMemberExpr(MemberExpr *member) {
    if (member->getMemberDecl()->getType()->isReferenceType())
      addRead(member->getExprLoc(), member);
    return true;
  }

  bool VisitVarDecl(VarDecl *variable) {
    if (variable->hasInit() && !isa<ParmVarDecl>(variable))
      addInitialised(*variable, *variable->getInit());
    return true;
  }

  bool VisitCallExpr(CallExpr *call) {
    addCall(call->getExprLoc(), call);
    if (call->getBeginLoc() != call->getExprLoc())
      addCall(call->getBeginLoc(), call);
    if (auto *operation = dyn_cast<CXXOperatorCallExpr>(call); operation && operation->isAssignmentOp()) {
      addAccess(call->getExprLoc(), call->getArg(0), false, true);
      if (call->getNumArgs() > 1)
        addRead(call->getExprLoc(), call->getArg(1));
    }
    addMemoryFunction(*call);
    return true;
  }

  bool VisitCXXConstructExpr(CXXConstructExpr *construction) {
    addCall(construction->getLocation(), construction);
    if (construction->getBeginLoc() != construction->getLocation())
      addCall(construction->getBeginLoc(), construction);
    if (construction->getConstructor()->isCopyOrMoveConstructor() && construction->getNumArgs() > 0)
      addRead(construction->getLocation(), construction->getArg(0));
    return true;
  }

  bool VisitCXXNewExpr(CXXNewExpr *allocation) {
    addCall(allocation->getExprLoc(), allocation);
    return true;
  }

  bool VisitCXXDeleteExpr(CXXDeleteExpr *release) {
    addCall(release->getExprLoc(), release);
    return true;
  }

  bool VisitAtomicExpr(AtomicExpr *atomic) {
    AccessedExpression access;
    access.expression = atomic->getPtr();
    access.is_pointed_at = access.reads = access.writes = true;
    add(atomic->getExprLoc(), access);
    return true;
  }

  /// A member that a constructor initialises.
  void addMember(const CXXCtorInitializer &initializer) {
    if (!initializer.isAnyMemberInitializer())
      return;
    AccessedExpression access;
    access.variable = initializer.getAnyMember();
    access.writes = true;
    if (initializer.isWritten())
      add(initializer.getSourceLocation(), access);
    add(initializer.getInit()->getExprLoc(), access);
  }

  void addInitialised(const ValueDecl &variable, const Expr &value) {
    AccessedExpression access;
    access.variable = &variable;
    access.writes = true;
    add(variable.getLocation(), access);
    positionsOf(variable.getLocation(), [&](auto position) { positions_.variables_.try_emplace(position, &variable); });
    addListed(access, value, 0);
    if (variable.getType()->isRecordType()) {
      addRead(variable.getLocation(), &value);
      add(value.IgnoreParenImpCasts()->getExprLoc(), access);
    }
  }

private:
  /// Each element of `S s = {1, x}` is stored at the position of its own value.
  void addListed(const AccessedExpression &access, const Expr &value, unsigned depth) {
    auto *list = dyn_cast<InitListExpr>(value.IgnoreImplicit());
    if (!list || depth > 4)
      return;
    for (const Expr *element : list->inits()) {
      if (!element)
        continue;
      add(element->getExprLoc(), access);
      addListed(access, *element, depth + 1);
    }
  }

  /// memcpy and its kind access what their arguments point at.
  void addMemoryFunction(const CallExpr &call) {
    const FunctionDecl *callee = call.getDirectCallee();
    const IdentifierInfo *name = callee ? callee->getIdentifier() : nullptr;
    if (!name || call.getNumArgs() < 1)
      return;
    StringRef text = name->getName();
    text.consume_front("__builtin_");
    bool copies = text.starts_with("memcpy") || text.starts_with("memmove") || text.starts_with("mempcpy");
    bool exchanges = text.starts_with("__sync_") || text.starts_with("__atomic_");
    if (!copies && !exchanges && !text.starts_with("memset") && !text.starts_with("bzero"))
      return;
    AccessedExpression access;
    access.is_pointed_at = access.writes = true;
    access.reads = exchanges;
    access.expression = call.getArg(0);
    add(call.getExprLoc(), access);
    if (!copies || call.getNumArgs() < 2)
      return;
    access.expression = call.getArg(1);
    access.reads = true;
    access.writes = false;
    add(call.getExprLoc(), access);
  }

  void addRead(SourceLocation location, const Expr *expression) { addAccess(location, expression, true, false); }

  void addAccess(SourceLocation location, const Expr *expression, bool reads, bool writes) {
    AccessedExpression access;
    access.expression = expression;
    access.reads = reads;
    access.writes = writes;
    add(location, access);
  }

  void add(SourceLocation location, const AccessedExpression &access) {
    positionsOf(location, [&](auto position) { positions_.accesses_[position].push_back(access); });
  }

  void addCall(SourceLocation location, const Expr *call) {
    positionsOf(location, [&](auto position) { positions_.calls_[position].push_back(call); });
  }

  /// In a macro clang may use the place where it is expanded, or that of the argument.
  template <class File> void positionsOf(SourceLocation location, File file) {
    if (location.isInvalid())
      return;
    SourceLocation expansion = sources_.getExpansionLoc(location);
    PresumedLoc presumed = sources_.getPresumedLoc(expansion);
    if (presumed.isInvalid())
      return;
    file(std::make_pair(presumed.getLine(), presumed.getColumn()));
    SourceLocation in_file = sources_.getFileLoc(location);
    if (in_file == expansion)
      return;
    presumed = sources_.getPresumedLoc(in_file);
    if (presumed.isValid())
      file(std::make_pair(presumed.getLine(), presumed.getColumn()));
  }

  SourcePositions &positions_;
  const SourceManager &sources_;
};

void SourcePositions::addFunction(const FunctionDecl &function) {
  PositionCollector collector(*this);
  if (auto *constructor = dyn_cast<CXXConstructorDecl>(&function))
    for (const CXXCtorInitializer *initializer : constructor->inits()) {
      collector.addMember(*initializer);
      collector.TraverseStmt(initializer->getInit());
    }
  if (function.hasBody())
    collector.TraverseStmt(function.getBody());
}

void SourcePositions::addInitializer(const ValueDecl &variable, Stmt &initializer) {
  PositionCollector collector(*this);
  if (auto *value = dyn_cast<Expr>(&initializer))
    collector.addInitialised(variable, *value);
  collector.TraverseStmt(&initializer);
}

ArrayRef<AccessedExpression> SourcePositions::accessesAt(unsigned line, unsigned column) const {
  auto found = accesses_.find({line, column});
  return found == accesses_.end() ? ArrayRef<AccessedExpression>() : ArrayRef(found->second);
}

ArrayRef<const Expr *> SourcePositions::callsAt(unsigned line, unsigned column) const {
  auto found = calls_.find({line, column});
  return found == calls_.end() ? ArrayRef<const Expr *>() : ArrayRef(found->second);
}

const ValueDecl *SourcePositions::variableAt(unsigned line, unsigned column) const {
  return variables_.lookup({line, column});
}

} // namespace gordian
