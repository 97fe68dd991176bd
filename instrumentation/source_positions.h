// The expressions of one function body by their position in the source: what an access at line 7, column 12 is called.
//
// Clang gives each load and store of the IR the position of an expression (for `job->state` that of `state`, for an
// assignment that of `=`). This collects, for each such position, the expressions that can stand behind it.
#ifndef GORDIAN_INSTRUMENTATION_SOURCE_POSITIONS_H
#define GORDIAN_INSTRUMENTATION_SOURCE_POSITIONS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <utility>

namespace clang {
class ASTContext;
class CallExpr;
class CXXConstructExpr;
class Expr;
class FunctionDecl;
class SourceLocation;
class Stmt;
class ValueDecl;
} // namespace clang

namespace gordian {

/// What is read or written at a position: an expression, what it points at, or a variable that is being initialised.
struct AccessedExpression {
  const clang::Expr *expression = nullptr;
  const clang::ValueDecl *variable = nullptr; ///< Set if `expression` is null.
  bool is_pointed_at = false;                 ///< It is `*expression` that is accessed.
  bool reads = false;
  bool writes = false;
};

/// Everything of interest in one body (or in one initializer of a global variable).
class SourcePositions {
public:
  explicit SourcePositions(clang::ASTContext &context) : context_(context) {}

  void addFunction(const clang::FunctionDecl &function);
  void addInitializer(const clang::ValueDecl &variable, clang::Stmt &initializer);

  /// Accesses at a position, outer expressions before inner ones.
  llvm::ArrayRef<AccessedExpression> accessesAt(unsigned line, unsigned column) const;
  /// Calls (also of constructors) at a position, outer ones first.
  llvm::ArrayRef<const clang::Expr *> callsAt(unsigned line, unsigned column) const;
  /// The variable that is initialised at a position, or null.
  const clang::ValueDecl *variableAt(unsigned line, unsigned column) const;

private:
  friend class PositionCollector;
  using Position = std::pair<unsigned, unsigned>;

  clang::ASTContext &context_;
  llvm::DenseMap<Position, llvm::SmallVector<AccessedExpression, 2>> accesses_;
  llvm::DenseMap<Position, llvm::SmallVector<const clang::Expr *, 2>> calls_;
  llvm::DenseMap<Position, const clang::ValueDecl *> variables_;
};

} // namespace gordian

#endif
