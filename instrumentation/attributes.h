// The attributes that Gordian adds to clang.
//
// [[gordian::ignore]] (also __attribute__((gordian_ignore))) acts on functions; the others describe synchronisation
// types and are kept in the AST for the analyses that need them.
#ifndef GORDIAN_INSTRUMENTATION_ATTRIBUTES_H
#define GORDIAN_INSTRUMENTATION_ATTRIBUTES_H

#include "clang/AST/Decl.h"
#include "clang/Sema/ParsedAttr.h"

#include <array>

namespace gordian {

/// One attribute without arguments, kept in the AST as annotation "gordian::NAME".
class NamedAttribute : public clang::ParsedAttrInfo {
public:
  AttrHandling handleDeclAttribute(clang::Sema &sema, clang::Decl *decl,
                                   const clang::ParsedAttr &attribute) const override;
  bool diagAppertainsToDecl(clang::Sema &sema, const clang::ParsedAttr &attribute,
                            const clang::Decl *decl) const override;

protected:
  NamedAttribute(const char *gnu_name, const char *scoped_name);

private:
  std::array<Spelling, 3> spellings_;
  const char *scoped_name_;
};

#define GORDIAN_ATTRIBUTE(Class, name)                                                                                 \
  class Class : public NamedAttribute {                                                                                \
  public:                                                                                                              \
    Class() : NamedAttribute("gordian_" name, "gordian::" name) {}                                                     \
  }
GORDIAN_ATTRIBUTE(IgnoreAttribute, "ignore");
GORDIAN_ATTRIBUTE(ChannelAttribute, "channel");
GORDIAN_ATTRIBUTE(SendAttribute, "send");
GORDIAN_ATTRIBUTE(ReceiveAttribute, "receive");
GORDIAN_ATTRIBUTE(CloseAttribute, "close");
GORDIAN_ATTRIBUTE(CapacityAttribute, "capacity");
GORDIAN_ATTRIBUTE(AcquireAttribute, "acquire");
GORDIAN_ATTRIBUTE(ReleaseAttribute, "release");
#undef GORDIAN_ATTRIBUTE

/// Whether the function is marked [[gordian::ignore]].
bool isMarkedIgnore(const clang::Decl &decl);
/// Whether the function is marked no_sanitize("thread") or no_sanitize_thread.
bool isMarkedNoSanitizeThread(const clang::Decl &decl);

} // namespace gordian

#endif
