// How clang accepts Gordian's attributes: each becomes an implicit annotation, which templates and PCHs carry along.
#include "attributes.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Sema/Sema.h"

using namespace clang;

namespace gordian {

NamedAttribute::NamedAttribute(const char *gnu_name, const char *scoped_name)
    : spellings_{{{ParsedAttr::AS_GNU, gnu_name},
                  {ParsedAttr::AS_CXX11, scoped_name},
                  {ParsedAttr::AS_C23, scoped_name}}},
      scoped_name_(scoped_name) {
  Spellings = spellings_;
}

bool NamedAttribute::diagAppertainsToDecl(Sema &sema, const ParsedAttr &attribute, const Decl *decl) const {
  if (isa<FunctionDecl, FunctionTemplateDecl, TagDecl, ClassTemplateDecl>(decl))
    return true;
  DiagnosticsEngine &diagnostics = sema.getDiagnostics();
  unsigned id = diagnostics.getCustomDiagID(DiagnosticsEngine::Warning,
                                            "attribute '%0' is ignored here: it goes on functions and classes");
  diagnostics.Report(attribute.getLoc(), id) << scoped_name_;
  return false;
}

ParsedAttrInfo::AttrHandling NamedAttribute::handleDeclAttribute(Sema &sema, Decl *decl,
                                                                 const ParsedAttr &attribute) const {
  decl->addAttr(AnnotateAttr::Create(sema.Context, scoped_name_, nullptr, 0, attribute.getRange()));
  return AttributeApplied;
}

bool isMarkedIgnore(const Decl &decl) {
  for (const Decl *redeclaration : decl.redecls())
    for (const auto *annotation : redeclaration->specific_attrs<AnnotateAttr>())
      if (annotation->getAnnotation() == "gordian::ignore")
        return true;
  return false;
}

bool isMarkedNoSanitizeThread(const Decl &decl) {
  for (const Decl *redeclaration : decl.redecls())
    for (const auto *attribute : redeclaration->specific_attrs<NoSanitizeAttr>())
      if (attribute->getMask() & SanitizerKind::Thread)
        return true;
  return false;
}

} // namespace gordian
