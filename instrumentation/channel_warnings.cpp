// Channels that are used in one direction only, or after their close; see source_warnings.h.
#include "source_warnings.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;

namespace gordian {

namespace {

/// What a function does with a channel of its own.
struct Uses {
  SourceLocation send, receive; // the first that may block for ever
  bool is_sent = false, is_received = false, is_closed = false;
  bool escapes = false;
};

bool isChannel(QualType type) {
  const CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && record->getName() == "chan" && record->getQualifiedNameAsString() == "gordian::chan";
}

/// Made without a capacity, or with the literal 0.
bool isUnbuffered(const VarDecl &variable) {
  const Expr *init = variable.getInit();
  auto *made = init ? dyn_cast<CXXConstructExpr>(init->IgnoreUnlessSpelledInSource()) : nullptr;
  if (!made || (made->getConstructor()->isCopyOrMoveConstructor()))
    return false;
  if (made->getNumArgs() == 0 || isa<CXXDefaultArgExpr>(made->getArg(0)))
    return true;
  auto *capacity = dyn_cast<IntegerLiteral>(made->getArg(0)->IgnoreParenImpCasts());
  return capacity && capacity->getValue() == 0;
}

class ChannelVisitor : public RecursiveASTVisitor<ChannelVisitor> {
public:
  explicit ChannelVisitor(ASTContext &context) : context_(context) {}

  llvm::MapVector<const VarDecl *, Uses> uses;

  bool VisitVarDecl(VarDecl *variable) {
    if (variable->hasLocalStorage() && !isa<ParmVarDecl>(variable) && !variable->isInitCapture() &&
        !variable->getType()->isReferenceType() && isChannel(variable->getType()) && isUnbuffered(*variable))
      uses[variable];
    return true;
  }

  /// A plain capture is no use: what the lambda's body does with the channel is.
  bool TraverseLambdaCapture(LambdaExpr *lambda, const LambdaCapture *capture, Expr *init) {
    if (capture->capturesVariable() && !lambda->isInitCapture(capture))
      return true;
    return RecursiveASTVisitor::TraverseLambdaCapture(lambda, capture, init);
  }

  bool VisitDeclRefExpr(DeclRefExpr *reference) {
    auto *variable = dyn_cast<VarDecl>(reference->getDecl());
    auto found = variable ? uses.find(variable) : uses.end();
    if (found != uses.end())
      classify(*reference, found->second);
    return true;
  }

private:
  void classify(const DeclRefExpr &reference, Uses &of);
  void classifyMember(llvm::StringRef name, SourceLocation place, Uses &of);

  ASTContext &context_;
};

void ChannelVisitor::classifyMember(llvm::StringRef name, SourceLocation place, Uses &of) {
  if (name == "send") {
    of.is_sent = true;
    if (of.send.isInvalid())
      of.send = place;
  } else if (name == "receive") {
    of.is_received = true;
    if (of.receive.isInvalid())
      of.receive = place;
  } else if (name == "try_send" || name == "send_for") {
    of.is_sent = true;
  } else if (name == "try_receive" || name == "receive_for") {
    of.is_received = true;
  } else if (name == "close") {
    of.is_closed = true;
  } else if (name != "size" && name != "capacity" && name != "is_closed") {
    of.escapes = true;
  }
}

void ChannelVisitor::classify(const DeclRefExpr &reference, Uses &of) {
  DynTypedNode node = DynTypedNode::create(reference);
  for (;;) {
    DynTypedNodeList parents = context_.getParents(node);
    if (parents.size() != 1)
      break;
    node = parents[0];
    if (node.get<ParenExpr>() || node.get<ImplicitCastExpr>() || node.get<MaterializeTemporaryExpr>() ||
        node.get<CXXBindTemporaryExpr>() || node.get<ExprWithCleanups>())
      continue;
    if (auto *member = node.get<MemberExpr>())
      return classifyMember(member->getMemberDecl()->getName(), reference.getLocation(), of);
    if (auto *variable = node.get<VarDecl>()) {
      // for (auto &&message : channel)
      if (!variable->isImplicit())
        break;
      of.is_received = true;
      if (of.receive.isInvalid())
        of.receive = reference.getLocation();
      return;
    }
    if (auto *call = node.get<CallExpr>()) {
      const FunctionDecl *callee = call->getDirectCallee();
      if (!callee || callee->getQualifiedNameAsString().rfind("gordian::on_", 0) != 0 || call->getNumArgs() == 0 ||
          call->getArg(0)->IgnoreUnlessSpelledInSource() != &reference)
        break;
      // One of several cases: it answers others, but need not block itself.
      (callee->getName() == "on_send" ? of.is_sent : of.is_received) = true;
      return;
    }
    break;
  }
  of.escapes = true;
}

// ---- After the close

/// `channel.NAME(...)` as a statement, on a variable.
const VarDecl *channelOf(const Stmt *statement, llvm::StringRef &name) {
  auto *expression = dyn_cast_or_null<Expr>(statement);
  auto *call = expression ? dyn_cast<CXXMemberCallExpr>(expression->IgnoreUnlessSpelledInSource()) : nullptr;
  const CXXMethodDecl *method = call ? call->getMethodDecl() : nullptr;
  if (!method || !isChannel(call->getImplicitObjectArgument()->getType()) || !method->getDeclName().isIdentifier())
    return nullptr;
  auto *reference = dyn_cast<DeclRefExpr>(call->getImplicitObjectArgument()->IgnoreParenImpCasts());
  name = method->getName();
  return reference ? dyn_cast<VarDecl>(reference->getDecl()) : nullptr;
}

class Mentions : public RecursiveASTVisitor<Mentions> {
public:
  explicit Mentions(const VarDecl *variable) : variable_(variable) {}
  bool VisitDeclRefExpr(DeclRefExpr *reference) { return found = found || reference->getDecl() == variable_, !found; }
  bool found = false;

private:
  const VarDecl *variable_;
};

/// In one block, statement by statement: whatever else mentions the channel after its close ends the search.
class CloseVisitor : public RecursiveASTVisitor<CloseVisitor> {
public:
  explicit CloseVisitor(WarningSink &sink) : sink_(sink) {}

  bool VisitCompoundStmt(CompoundStmt *block) {
    llvm::MapVector<const VarDecl *, SourceLocation> closed;
    for (Stmt *statement : block->body()) {
      llvm::StringRef name;
      const VarDecl *channel = channelOf(statement, name);
      auto found = channel ? closed.find(channel) : closed.end();
      if (found != closed.end() && (name == "send" || name == "close"))
        sink_.warn(SourceWarning::ClosedChannel, statement->getBeginLoc(),
                   ("channel '" + channel->getName() + "' is " + (name == "send" ? "sent on" : "closed again") +
                    " after its close: this throws closed_channel")
                       .str(),
                   found->second, "it is closed here");
      closed.remove_if([&](auto &entry) { return entry.first != channel && mentions(statement, entry.first); });
      if (channel && name == "close" && found == closed.end())
        closed[channel] = statement->getBeginLoc();
    }
    return true;
  }

private:
  static bool mentions(Stmt *statement, const VarDecl *channel) {
    Mentions visitor(channel);
    visitor.TraverseStmt(statement);
    return visitor.found;
  }

  WarningSink &sink_;
};

} // namespace

void warnOfChannels(ASTContext &context, const Stmt &body, WarningSink &sink) {
  auto *statement = const_cast<Stmt *>(&body);
  if (sink.isEnabled(SourceWarning::ClosedChannel))
    CloseVisitor(sink).TraverseStmt(statement);
  if (!sink.isEnabled(SourceWarning::ChannelOneWay))
    return;
  ChannelVisitor visitor(context);
  visitor.TraverseStmt(statement);
  for (const auto &[variable, of] : visitor.uses) {
    if (of.escapes)
      continue;
    std::string name = "channel '" + variable->getNameAsString() + "', which has no buffer, ";
    if (of.send.isValid() && !of.is_received)
      sink.warn(SourceWarning::ChannelOneWay, of.send, name + "is never received from: this send blocks for ever",
                variable->getLocation(), "it is declared here");
    else if (of.receive.isValid() && !of.is_sent && !of.is_closed)
      sink.warn(SourceWarning::ChannelOneWay, of.receive,
                name + "is never sent to or closed: this receive blocks for ever", variable->getLocation(),
                "it is declared here");
  }
}

} // namespace gordian
