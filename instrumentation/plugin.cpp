// What clang sees when it loads gordian.so: one frontend action and the attributes. Registration only.
#include "attributes.h"
#include "compiler_action.h"

#include "clang/Frontend/FrontendPluginRegistry.h"

static clang::FrontendPluginRegistry::Add<gordian::CompilerAction>
    action("gordian", "mark memory accesses and synchronisation for Gordian");

static clang::ParsedAttrInfoRegistry::Add<gordian::IgnoreAttribute> ignore("gordian-ignore", "[[gordian::ignore]]");
static clang::ParsedAttrInfoRegistry::Add<gordian::ChannelAttribute> channel("gordian-channel", "[[gordian::channel]]");
static clang::ParsedAttrInfoRegistry::Add<gordian::SendAttribute> send("gordian-send", "[[gordian::send]]");
static clang::ParsedAttrInfoRegistry::Add<gordian::ReceiveAttribute> receive("gordian-receive", "[[gordian::receive]]");
static clang::ParsedAttrInfoRegistry::Add<gordian::CloseAttribute> close_("gordian-close", "[[gordian::close]]");
static clang::ParsedAttrInfoRegistry::Add<gordian::CapacityAttribute> capacity("gordian-capacity",
                                                                              "[[gordian::capacity]]");
static clang::ParsedAttrInfoRegistry::Add<gordian::AcquireAttribute> acquire("gordian-acquire", "[[gordian::acquire]]");
static clang::ParsedAttrInfoRegistry::Add<gordian::ReleaseAttribute> release("gordian-release", "[[gordian::release]]");
