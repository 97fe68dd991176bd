// See source_names.h.
#include "source_names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/CodeGen/CodeGenAction.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace gordian {

/// Longer expressions are cut: a report has one line for them.
static constexpr size_t kLongestText = 120;

std::string absolutePath(const llvm::DIFile &file) {
  llvm::SmallString<256> path(file.getFilename());
  if (llvm::sys::path::is_absolute(path))
    return path.str().str();
  if (!file.getDirectory().empty()) {
    path = file.getDirectory();
    llvm::sys::path::append(path, file.getFilename());
  }
  llvm::sys::fs::make_absolute(path);
  llvm::sys::path::remove_dots(path);
  return path.str().str();
}

static PrintingPolicy policyOf(ASTContext &context) {
  PrintingPolicy policy(context.getLangOpts());
  policy.SuppressTagKeyword = context.getLangOpts().CPlusPlus;
  policy.TerseOutput = true;
  policy.SuppressImplicitBase = true;
  policy.FullyQualifiedName = false;
  return policy;
}

static bool isLibraryNamespace(const Decl &decl);

/// The type as people know it: typedefs of the standard library (`value_type`) are looked through.
static std::string printedType(QualType type, const PrintingPolicy &policy) {
  type = type.getNonReferenceType().getUnqualifiedType();
  if (auto *alias = type->getAs<TypedefType>(); alias && isLibraryNamespace(*alias->getDecl()))
    type = type.getCanonicalType();
  return type.getUnqualifiedType().getAsString(policy);
}

static std::string shorten(std::string text) {
  for (char &character : text)
    if (character == '\n')
      character = ' ';
  if (text.size() > kLongestText)
    text = text.substr(0, kLongestText - 3) + "...";
  return text;
}

/// What clang made the function of this name from, if that is a part of another function; empty for all others.
static StringRef partOfOpenMp(StringRef name) {
  if (name.contains(".omp_task") || name.contains("..omp_outlined") || name.starts_with(".omp_outlined"))
    return "OpenMP task";
  if (name.contains(".omp_outlined") || name.starts_with("__omp_offloading") || name.starts_with("__captured_stmt"))
    return "OpenMP region";
  return "";
}

SourceNames::SourceNames(CompilerInstance &compiler, CodeGenAction &action) : compiler_(compiler), action_(action) {}

const Decl *SourceNames::declOf(const llvm::Function &function) {
  CodeGenerator *generator = has_ast_ ? action_.getCodeGenerator() : nullptr;
  if (!generator)
    return nullptr;
  if (const Decl *decl = generator->GetDeclForMangledName(function.getName()))
    return decl;
  return partOfOpenMp(function.getName()).empty() ? nullptr : declAround(function);
}

/// The function whose body, in the source, contains the first line of `outlined`.
const Decl *SourceNames::declAround(const llvm::Function &outlined) const {
  const llvm::DISubprogram *subprogram = outlined.getSubprogram();
  if (!subprogram)
    return nullptr;
  const SourceManager &sources = compiler_.getSourceManager();
  const FunctionDecl *innermost = nullptr;
  unsigned innermost_begin = 0;
  for (const FunctionDecl *function : functions_) {
    PresumedLoc begin = sources.getPresumedLoc(sources.getExpansionLoc(function->getBody()->getBeginLoc()));
    PresumedLoc end = sources.getPresumedLoc(sources.getExpansionLoc(function->getBody()->getEndLoc()));
    unsigned line = subprogram->getLine();
    if (begin.isInvalid() || end.isInvalid() || line < begin.getLine() || line > end.getLine() ||
        llvm::sys::path::filename(begin.getFilename()) != llvm::sys::path::filename(subprogram->getFilename()))
      continue;
    if (!innermost || begin.getLine() > innermost_begin) {
      innermost = function;
      innermost_begin = begin.getLine();
    }
  }
  return innermost;
}

const VarDecl *SourceNames::variableOf(StringRef global_name) {
  CodeGenerator *generator = has_ast_ ? action_.getCodeGenerator() : nullptr;
  return generator ? dyn_cast_or_null<VarDecl>(generator->GetDeclForMangledName(global_name)) : nullptr;
}

void SourceNames::learn(llvm::Module &module) {
  // Input that is IR already has no AST.
  has_ast_ = action_.BEConsumer && compiler_.hasASTContext() && action_.getCodeGenerator();
  for (llvm::Function &function : module)
    if (auto *decl = function.isDeclaration() || !partOfOpenMp(function.getName()).empty()
                         ? nullptr
                         : dyn_cast_or_null<FunctionDecl>(declOf(function)))
      if (const FunctionDecl *definition = nullptr; decl->hasBody(definition))
        functions_.push_back(definition);
  for (llvm::Function &function : module) {
    const llvm::DISubprogram *subprogram = function.getSubprogram();
    if (!subprogram)
      continue;
    ir_names_[subprogram] = llvm::demangle(function.getName());
    if (const Decl *decl = declOf(function))
      declarations_[subprogram] = decl;
  }
  for (llvm::GlobalVariable &global : module.globals())
    if (const VarDecl *variable = variableOf(global.getName()); variable && variable->hasInit())
      globals_.push_back(variable);
}

bool SourceNames::isCPlusPlus() const { return compiler_.getLangOpts().CPlusPlus; }
bool SourceNames::hasOldReleaseSequences() const { return !compiler_.getLangOpts().CPlusPlus20; }

static std::string printedFunction(const FunctionDecl &function, const PrintingPolicy &policy);

/// The function around a lambda gives it its name.
static std::string printedLambda(const CXXMethodDecl &lambda, const PrintingPolicy &policy) {
  const DeclContext *context = lambda.getParent()->getDeclContext();
  while (context && !isa<FunctionDecl>(context))
    context = context->getParent();
  auto *around = dyn_cast_or_null<FunctionDecl>(context);
  return (around ? printedFunction(*around, policy) + "::" : "") + "{lambda";
}

static std::string printedFunction(const FunctionDecl &function, const PrintingPolicy &policy) {
  std::string text;
  llvm::raw_string_ostream out(text);
  auto *method = dyn_cast<CXXMethodDecl>(&function);
  bool is_lambda = method && method->getParent()->isLambda() && method->getOverloadedOperator() == OO_Call;
  if (is_lambda)
    out << printedLambda(*method, policy);
  else
    function.getNameForDiagnostic(out, policy, /*Qualified=*/true);
  if (!function.getASTContext().getLangOpts().CPlusPlus)
    return text;
  out << '(';
  llvm::interleaveComma(function.parameters(), out,
                        [&](const ParmVarDecl *parameter) { parameter->getType().print(out, policy); });
  out << (function.isVariadic() ? (function.param_empty() ? "...)" : ", ...)") : ")");
  if (is_lambda)
    out << '}';
  else if (method && method->isConst())
    out << " const";
  return text;
}

StringRef SourceNames::functionName(const llvm::DISubprogram &subprogram) {
  auto [entry, is_new] = function_names_.try_emplace(&subprogram);
  if (!is_new)
    return entry->second;
  auto *function = dyn_cast_or_null<FunctionDecl>(declarations_.lookup(&subprogram));
  std::string ir_name = ir_names_.lookup(&subprogram);
  std::string name = function ? printedFunction(*function, policyOf(compiler_.getASTContext())) : ir_name;
  if (StringRef part = partOfOpenMp(ir_name); function && !part.empty())
    name += (": " + part).str();
  if (name.empty())
    name = subprogram.getName().str();
  return function_names_[&subprogram] = std::move(name);
}

static bool isLibraryNamespace(const Decl &decl) {
  const NamespaceDecl *outermost = nullptr;
  for (const DeclContext *context = decl.getDeclContext(); context; context = context->getParent())
    if (auto *name_space = dyn_cast<NamespaceDecl>(context))
      outermost = name_space;
  if (!outermost || !outermost->getIdentifier())
    return false;
  StringRef name = outermost->getName();
  return name == "std" || name == "__gnu_cxx" || name == "gordian" || name == "__cxxabiv1";
}

bool SourceNames::isLibrary(const llvm::DISubprogram &subprogram) {
  const Decl *decl = declarations_.lookup(&subprogram);
  if (!decl)
    return false;
  if (auto *method = dyn_cast<CXXMethodDecl>(decl); method && method->getParent()->isLambda())
    return compiler_.getSourceManager().isInSystemHeader(decl->getLocation());
  return compiler_.getSourceManager().isInSystemHeader(decl->getLocation()) || isLibraryNamespace(*decl);
}

SourcePositions *SourceNames::positionsOf(const llvm::DISubprogram &subprogram) {
  if (!has_ast_)
    return nullptr;
  const Decl *decl = declarations_.lookup(&subprogram);
  if (auto *function = dyn_cast_or_null<FunctionDecl>(decl)) {
    std::unique_ptr<SourcePositions> &positions = bodies_[decl];
    if (!positions) {
      positions = std::make_unique<SourcePositions>(compiler_.getASTContext());
      positions->addFunction(*function);
    }
    return positions.get();
  }
  // A function without a declaration is one that clang made to initialise global variables.
  if (!initializers_) {
    initializers_ = std::make_unique<SourcePositions>(compiler_.getASTContext());
    for (const VarDecl *variable : globals_)
      initializers_->addInitializer(*variable, const_cast<Expr &>(*variable->getInit()));
  }
  return initializers_.get();
}

/// Whether the memory of `expression` is reached through a pointer or reference.
static bool goesThroughPointer(const Expr *expression) {
  expression = expression->IgnoreParenImpCasts();
  if (auto *member = dyn_cast<MemberExpr>(expression))
    return member->isArrow() || member->getMemberDecl()->getType()->isReferenceType() ||
           goesThroughPointer(member->getBase());
  if (auto *element = dyn_cast<ArraySubscriptExpr>(expression))
    return !element->getBase()->IgnoreParenImpCasts()->getType()->isArrayType() ||
           goesThroughPointer(element->getBase());
  if (auto *reference = dyn_cast<DeclRefExpr>(expression))
    return reference->getDecl()->getType()->isReferenceType();
  return true;
}

/// How well `access` fits what the IR says; higher is better.
unsigned SourceNames::fitness(const AccessedExpression &access, const AccessHint &hint) {
  QualType type = access.expression ? access.expression->getType() : access.variable->getType();
  if (access.is_pointed_at)
    type = type->isPointerType() ? type->getPointeeType() : type;
  bool is_reference = access.expression && access.reads && !access.writes && hint.is_pointer &&
                      isa<DeclRefExpr, MemberExpr>(access.expression) && !goesThroughPointer(access.expression);
  unsigned score = 0;
  if (hint.writes ? access.writes : access.reads)
    score += 8;
  if (!type->isDependentType() && !type->isIncompleteType() && !type->isFunctionType() && hint.size != 0 &&
      static_cast<uint64_t>(compiler_.getASTContext().getTypeSizeInChars(type.getNonReferenceType()).getQuantity()) ==
          hint.size)
    score += 4;
  if (hint.is_pointer == (type->isAnyPointerType() || is_reference))
    score += 2;
  bool is_behind_pointer = access.is_pointed_at || (access.expression && goesThroughPointer(access.expression));
  if (hint.is_in_variable != is_behind_pointer)
    score += 1;
  return score;
}

ExpressionName SourceNames::accessAt(const llvm::DILocation &location, const AccessHint &hint) {
  SourcePositions *positions = positionsOf(*location.getScope()->getSubprogram());
  if (!positions)
    return {};
  const AccessedExpression *best = nullptr;
  unsigned best_fitness = 0;
  for (const AccessedExpression &access : positions->accessesAt(location.getLine(), location.getColumn())) {
    unsigned fits = fitness(access, hint);
    if (!best || fits > best_fitness) {
      best = &access;
      best_fitness = fits;
    }
  }
  return best ? nameOf(*best) : ExpressionName();
}

void SourceNames::setDeclaration(ExpressionName &name, const ValueDecl &declaration) {
  const SourceManager &sources = compiler_.getSourceManager();
  PresumedLoc place = sources.getPresumedLoc(sources.getExpansionLoc(declaration.getLocation()));
  if (place.isInvalid())
    return;
  llvm::SmallString<256> path(place.getFilename());
  llvm::sys::fs::make_absolute(path);
  llvm::sys::path::remove_dots(path);
  name.declared_file = path.str().str();
  name.declared_line = place.getLine();
}

ExpressionName SourceNames::nameOfVariable(const ValueDecl &variable) {
  ExpressionName name;
  PrintingPolicy policy = policyOf(compiler_.getASTContext());
  llvm::raw_string_ostream out(name.expression);
  variable.getNameForDiagnostic(out, policy, /*Qualified=*/!isa<FieldDecl>(variable) && variable.hasLinkage());
  name.variable = name.expression;
  name.type = printedType(variable.getType(), policy);
  name.base = &variable;
  name.is_of_this = isa<FieldDecl>(variable);
  setDeclaration(name, variable);
  return name;
}

/// The expression whose variable holds, or leads to, what `expression` denotes.
static const Expr *baseOf(const Expr *expression) {
  for (;;) {
    expression = expression->IgnoreParenCasts();
    if (auto *member = dyn_cast<MemberExpr>(expression))
      expression = member->getBase();
    else if (auto *element = dyn_cast<ArraySubscriptExpr>(expression))
      expression = element->getBase();
    else if (auto *operation = dyn_cast<UnaryOperator>(expression))
      expression = operation->getSubExpr();
    else if (auto *call = dyn_cast<CXXMemberCallExpr>(expression))
      expression = call->getImplicitObjectArgument();
    else if (auto *call = dyn_cast<CXXOperatorCallExpr>(expression); call && call->getNumArgs() > 0)
      expression = call->getArg(0);
    else if (auto *temporary = dyn_cast<MaterializeTemporaryExpr>(expression))
      expression = temporary->getSubExpr();
    else
      return expression;
    if (!expression)
      return nullptr;
  }
}

/// The member through which `expression` leaves *this: `hits` in `hits[2].x`.
static const ValueDecl *memberOfThis(const Expr *expression) {
  const ValueDecl *outermost = nullptr;
  for (expression = expression->IgnoreParenCasts(); expression;) {
    if (auto *member = dyn_cast<MemberExpr>(expression)) {
      outermost = member->getMemberDecl();
      expression = member->getBase()->IgnoreParenCasts();
    } else if (auto *element = dyn_cast<ArraySubscriptExpr>(expression)) {
      expression = element->getBase()->IgnoreParenCasts();
    } else {
      break;
    }
  }
  return outermost;
}

/// The expression that people wrote where the compiler uses a variable of its own: `for (int job : jobs)` calls
/// `__range1.begin()` and `++__begin1`, and both mean `jobs`.
static const Expr *writtenFor(const Expr *expression) {
  for (;;) {
    expression = expression->IgnoreParenImpCasts();
    auto *reference = dyn_cast<DeclRefExpr>(expression);
    auto *variable = reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
    if (!variable || !variable->isImplicit() || !variable->hasInit() || !variable->getName().starts_with("__"))
      return expression;
    const Expr *origin = variable->getInit()->IgnoreImplicit()->IgnoreParenImpCasts();
    if (auto *begin = dyn_cast<CXXMemberCallExpr>(origin))
      if (const Expr *range = begin->getImplicitObjectArgument(); isa<DeclRefExpr>(range->IgnoreParenImpCasts()))
        origin = range;
    expression = origin;
  }
}

ExpressionName SourceNames::nameOf(const Expr &full_expression, bool is_pointed_at) {
  ExpressionName name;
  const Expr *expression = writtenFor(&full_expression);
  auto *address = dyn_cast<UnaryOperator>(expression);
  bool is_address = is_pointed_at && address && address->getOpcode() == UO_AddrOf;
  if (is_address)
    expression = address->getSubExpr()->IgnoreParenImpCasts();

  PrintingPolicy policy = policyOf(compiler_.getASTContext());
  QualType type = expression->getType().getNonReferenceType();
  bool needs_star = is_pointed_at && !is_address && type->isPointerType();
  {
    llvm::raw_string_ostream out(name.expression);
    out << (needs_star ? "*" : "");
    expression->printPretty(out, nullptr, policy);
  }
  name.expression = shorten(std::move(name.expression));
  if (needs_star)
    type = type->getPointeeType();
  name.type = printedType(type, policy);
  const Expr *base = baseOf(expression);
  if (auto *reference = dyn_cast_or_null<DeclRefExpr>(base)) {
    name.base = reference->getDecl();
    name.variable = reference->getDecl()->getNameAsString();
    setDeclaration(name, *name.base);
  } else if (isa_and_nonnull<CXXThisExpr>(base)) {
    name.is_of_this = true;
    name.variable = "this";
    if (const ValueDecl *member = memberOfThis(expression)) {
      name.variable = member->getQualifiedNameAsString();
      setDeclaration(name, *member);
    }
  }
  return name;
}

ExpressionName SourceNames::nameOf(const AccessedExpression &access) {
  return access.expression ? nameOf(*access.expression, access.is_pointed_at) : nameOfVariable(*access.variable);
}

/// The argument that a call is about: the object of a member function, else the first argument.
const Expr *SourceNames::objectOf(const Expr &call) {
  if (auto *member_call = dyn_cast<CXXMemberCallExpr>(&call))
    return member_call->getImplicitObjectArgument();
  if (auto *plain_call = dyn_cast<CallExpr>(&call)) {
    const Expr *first = plain_call->getNumArgs() > 0 ? plain_call->getArg(0) : nullptr;
    // A value (the 20ms of `after(20ms)`) is no object.
    return first && first->getType()->isRecordType() && !first->IgnoreImplicit()->isLValue() ? nullptr : first;
  }
  if (auto *release = dyn_cast<CXXDeleteExpr>(&call))
    return release->getArgument();
  auto *construction = dyn_cast<CXXConstructExpr>(&call);
  if (!construction || construction->getNumArgs() == 0)
    return nullptr;
  const Expr *first = construction->getArg(0);
  return first->isLValue() && first->getType()->isRecordType() ? first : nullptr;
}

ExpressionName SourceNames::objectOfCallAt(const llvm::DILocation &location) {
  SourcePositions *positions = positionsOf(*location.getScope()->getSubprogram());
  if (!positions)
    return {};
  for (const Expr *call : positions->callsAt(location.getLine(), location.getColumn()))
    if (const Expr *object = objectOf(*call))
      return nameOf(*object, object->getType()->isPointerType() && !isa<CXXDeleteExpr>(call));
  const ValueDecl *variable = positions->variableAt(location.getLine(), location.getColumn());
  return variable ? nameOfVariable(*variable) : ExpressionName();
}

/// The argument of `call` for what a name in the callee calls *this or its parameter number `index`.
static const Expr *argumentOf(const Expr &call, const Decl &callee, bool is_of_this, unsigned index) {
  if (auto *plain_call = dyn_cast<CallExpr>(&call)) {
    const Decl *called = plain_call->getCalleeDecl();
    if (!called || called->getCanonicalDecl() != callee.getCanonicalDecl())
      return nullptr;
    auto *member_call = dyn_cast<CXXMemberCallExpr>(plain_call);
    auto *method = dyn_cast<CXXMethodDecl>(&callee);
    bool is_member_operator = isa<CXXOperatorCallExpr>(plain_call) && method && !method->isStatic();
    if (is_of_this)
      return member_call ? member_call->getImplicitObjectArgument()
                         : (is_member_operator ? plain_call->getArg(0) : nullptr);
    unsigned number = index + (is_member_operator ? 1 : 0);
    return number < plain_call->getNumArgs() ? plain_call->getArg(number) : nullptr;
  }
  auto *construction = dyn_cast<CXXConstructExpr>(&call);
  if (!construction || is_of_this || construction->getConstructor()->getCanonicalDecl() != callee.getCanonicalDecl())
    return nullptr;
  return index < construction->getNumArgs() ? construction->getArg(index) : nullptr;
}

ExpressionName SourceNames::argumentAt(const llvm::DILocation &call_site, const llvm::DISubprogram &callee,
                                       const ExpressionName &name) {
  SourcePositions *positions = positionsOf(*call_site.getScope()->getSubprogram());
  const Decl *callee_decl = declarations_.lookup(&callee);
  auto *parameter = dyn_cast_or_null<ParmVarDecl>(name.base);
  if (!positions || !callee_decl || (!parameter && !name.is_of_this))
    return {};
  unsigned index = parameter ? parameter->getFunctionScopeIndex() : 0;
  for (const Expr *call : positions->callsAt(call_site.getLine(), call_site.getColumn()))
    if (const Expr *argument = argumentOf(*call, *callee_decl, name.is_of_this, index))
      return nameOf(*argument, argument->getType()->isPointerType());
  const ValueDecl *variable = positions->variableAt(call_site.getLine(), call_site.getColumn());
  return variable && name.is_of_this ? nameOfVariable(*variable) : ExpressionName();
}

} // namespace gordian
