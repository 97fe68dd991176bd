// Channels that are not Gordian's: classes that people mark with attributes, and those of libraries that are known here.
#ifndef GORDIAN_INSTRUMENTATION_FOREIGN_CHANNELS_H
#define GORDIAN_INSTRUMENTATION_FOREIGN_CHANNELS_H

namespace llvm {
class Module;
}

namespace gordian {

class SourceNames;

/// Puts __gordian_foreign_begin and _end into the functions of such classes that send, receive, close and so on. To be
/// done before anything is inlined, and before calls that synchronise are looked for.
void markForeignChannels(llvm::Module &module, SourceNames &names);

} // namespace gordian

#endif
