// What people call the functions, variables and expressions behind the IR, from the AST.
//
// Functions of the IR are matched with declarations before the optimizer starts; bodies are looked through only when a
// site that lies in them is written, so that headers whose code is not used cost nothing.
#ifndef GORDIAN_INSTRUMENTATION_SOURCE_NAMES_H
#define GORDIAN_INSTRUMENTATION_SOURCE_NAMES_H

#include "source_positions.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringRef.h"

#include <memory>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class CodeGenAction;
class CompilerInstance;
class Decl;
class Expr;
class FunctionDecl;
class ValueDecl;
class VarDecl;
} // namespace clang
namespace llvm {
class DIFile;
class DILocation;
class DISubprogram;
class Function;
class Module;
} // namespace llvm

namespace gordian {

/// An accessed expression in words. Empty strings where something is not known.
struct ExpressionName {
  std::string expression;    ///< "job->state"
  std::string variable;      ///< "job"
  std::string type;          ///< "int", the type of the expression.
  std::string declared_file; ///< Where the variable is declared.
  unsigned declared_line = 0;
  const clang::ValueDecl *base = nullptr; ///< The declaration of `variable`, if there is one.
  bool is_of_this = false;                ///< It is a member of `*this`.
};

/// What is known of an access apart from its position, to choose between expressions at one position.
struct AccessHint {
  bool writes = false;
  uint64_t size = 0;
  bool is_pointer = false;     ///< A pointer is loaded or stored.
  bool is_in_variable = false; ///< The memory is that of a global or local variable, not behind a pointer.
};

/// The names of one translation unit. Usable as long as its AST lives.
class SourceNames {
public:
  SourceNames(clang::CompilerInstance &compiler, clang::CodeGenAction &action);

  /// Matches the module's functions with declarations. To be called before anything is inlined.
  void learn(llvm::Module &module);

  /// The declaration that `function` was made from, or null; of a function that clang made from a part of another (a
  /// region or task of OpenMP) that other one. To be asked before the optimizer renames functions.
  const clang::Decl *declOf(const llvm::Function &function);
  /// The declaration of a global variable, or null.
  const clang::VarDecl *variableOf(llvm::StringRef global_name);

  /// As people write it: "Counter::add(int)".
  llvm::StringRef functionName(const llvm::DISubprogram &subprogram);
  /// Whether the function belongs to a library whose inside the user does not want to see: system headers, namespaces
  /// std and gordian.
  bool isLibrary(const llvm::DISubprogram &subprogram);
  bool isCPlusPlus() const;
  /// Whether a relaxed store continues a release sequence (C, and C++ before C++20).
  bool hasOldReleaseSequences() const;

  /// The expression accessed at `location` in its own (innermost) function.
  ExpressionName accessAt(const llvm::DILocation &location, const AccessHint &hint);
  /// The object that the call at `location` works on: `m` in `m.lock()`, in `lock_guard g(m)` and `f(&m)`.
  ExpressionName objectOfCallAt(const llvm::DILocation &location);
  /// What the caller, at `call_site`, gives for what `name` calls a parameter, or *this, of function `callee`.
  ExpressionName argumentAt(const llvm::DILocation &call_site, const llvm::DISubprogram &callee,
                            const ExpressionName &name);
  ExpressionName nameOfVariable(const clang::ValueDecl &variable);

private:
  const clang::Decl *declAround(const llvm::Function &outlined) const;
  SourcePositions *positionsOf(const llvm::DISubprogram &subprogram);
  ExpressionName nameOf(const clang::Expr &expression, bool is_pointed_at);
  ExpressionName nameOf(const AccessedExpression &access);
  void setDeclaration(ExpressionName &name, const clang::ValueDecl &declaration);
  unsigned fitness(const AccessedExpression &access, const AccessHint &hint);
  const clang::Expr *objectOf(const clang::Expr &call);

  clang::CompilerInstance &compiler_;
  clang::CodeGenAction &action_;
  bool has_ast_ = false;
  llvm::DenseMap<const llvm::DISubprogram *, const clang::Decl *> declarations_;
  llvm::DenseMap<const llvm::DISubprogram *, std::string> function_names_;
  llvm::DenseMap<const llvm::DISubprogram *, std::string> ir_names_;
  llvm::DenseMap<const clang::Decl *, std::unique_ptr<SourcePositions>> bodies_;
  std::unique_ptr<SourcePositions> initializers_;
  std::vector<const clang::VarDecl *> globals_;
  std::vector<const clang::FunctionDecl *> functions_; ///< With bodies in this module.
};

/// The file's path, made absolute.
std::string absolutePath(const llvm::DIFile &file);

} // namespace gordian

#endif
