#include "commands/compiler_line.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

namespace gordian::commands {

namespace {

/// Options of clang whose value is the next word, so that the value is not taken for an input.
bool takesNextWord(llvm::StringRef word) {
  static const llvm::StringSet<> kOptions = {"-o",
                                             "-x",
                                             "-I",
                                             "-D",
                                             "-U",
                                             "-L",
                                             "-l",
                                             "-F",
                                             "-T",
                                             "-u",
                                             "-z",
                                             "-e",
                                             "-A",
                                             "-B",
                                             "-b",
                                             "-V",
                                             "-G",
                                             "-include",
                                             "-imacros",
                                             "-isystem",
                                             "-iquote",
                                             "-idirafter",
                                             "-isysroot",
                                             "--sysroot",
                                             "-iprefix",
                                             "-iwithprefix",
                                             "-iwithprefixbefore",
                                             "-iwithsysroot",
                                             "-iframework",
                                             "-cxx-isystem",
                                             "-include-pch",
                                             "-MF",
                                             "-MT",
                                             "-MQ",
                                             "-MJ",
                                             "-Xclang",
                                             "-Xlinker",
                                             "-Xassembler",
                                             "-Xpreprocessor",
                                             "-Xanalyzer",
                                             "-mllvm",
                                             "-target",
                                             "-arch",
                                             "-gcc-toolchain",
                                             "-working-directory",
                                             "-ivfsoverlay",
                                             "-serialize-diagnostics",
                                             "--serialize-diagnostics",
                                             "--param",
                                             "-aux-info",
                                             "-framework",
                                             "-rpath",
                                             "-dumpdir",
                                             "-dumpbase",
                                             "-dumpbase-ext",
                                             "--config",
                                             "-fplugin-arg",
                                             "-ftrapv-handler",
                                             "-current_version",
                                             "-install_name",
                                             "-resource-dir",
                                             "-wrapper",
                                             "-specs",
                                             "-undefined",
                                             "-segprot",
                                             "-weak_framework",
                                             "-umbrella",
                                             "-Xopenmp-target",
                                             "-Xcuda-ptxas",
                                             "-mthread-model",
                                             "-main-file-name",
                                             "--assert",
                                             "--include-directory",
                                             "--output",
                                             "--language",
                                             "-stdlib++-isystem"};
  return kOptions.contains(word) || (word.starts_with("-Xarch_") && !word.contains('='));
}

bool isLanguageOfSource(llvm::StringRef language) {
  return language.starts_with("c") || language.starts_with("objective-c") || language.starts_with("hip");
}

bool isHeader(llvm::StringRef file) {
  static const llvm::StringSet<> kExtensions = {".h", ".hh", ".hp", ".hpp", ".hxx", ".h++", ".H", ".tcc"};
  return kExtensions.contains(llvm::sys::path::extension(file));
}

bool isSource(llvm::StringRef file) {
  static const llvm::StringSet<> kExtensions = {".c",  ".cc",  ".cp",   ".cpp", ".cxx",  ".c++",  ".C",
                                                ".CC", ".CPP", ".i",    ".ii",  ".m",    ".mm",   ".M",
                                                ".mi", ".mii", ".cppm", ".ixx", ".cxxm", ".c++m", ".ccm"};
  return kExtensions.contains(llvm::sys::path::extension(file));
}

class Reader {
public:
  CompilerLine read(llvm::ArrayRef<llvm::StringRef> words) {
    for (size_t i = 0; i < words.size(); ++i) {
      llvm::StringRef word = words[i];
      if (word == "--" && !only_inputs_) {
        only_inputs_ = true;
      } else if (only_inputs_ || !word.starts_with("-") || word == "-") {
        input(word);
      } else if (takesNextWord(word)) {
        if (++i < words.size())
          optionWithValue(word, words[i]);
      } else {
        option(word);
      }
    }
    if (!line_.has_input)
      line_.only_asks |= asks_if_alone_;
    line_.ends_in_language = !language_.empty();
    return line_;
  }

private:
  void input(llvm::StringRef word) {
    line_.has_input = true;
    line_.names_runtime |= llvm::sys::path::filename(word) == "libgordian_rt.a";
    bool by_name = language_.empty();
    bool header = by_name ? isHeader(word) : language_.contains("-header");
    line_.has_source |= header || (by_name ? isSource(word) : isLanguageOfSource(language_));
    // Compiling a header makes a precompiled one, and there is nothing to link then.
    line_.stops_before_link |= header;
  }

  void optionWithValue(llvm::StringRef word, llvm::StringRef value) {
    if (word == "-x" || word == "--language")
      language_ = value == "none" ? "" : value;
    else if (word == "-l")
      line_.has_input = true;
    else if (word == "-z" || word == "-Xlinker")
      linkerWord(value);
  }

  /// "defs" and "--no-undefined" have no other meaning in any place of a linker's command line.
  void linkerWord(llvm::StringRef word) {
    line_.forbids_undefined |=
        word == "defs" || word == "--no-undefined" || word == "-no-undefined" || word == "-zdefs";
  }

  void option(llvm::StringRef word) {
    line_.names_plugin |= word.starts_with("-fplugin=") && llvm::sys::path::filename(word) == "gordian.so";
    line_.names_runtime |= word.starts_with("-Wl,") && word.contains("/libgordian_rt.a");
    static const llvm::StringSet<> kStops = {"-c",
                                             "--compile",
                                             "-S",
                                             "--assemble",
                                             "-fsyntax-only",
                                             "--analyze",
                                             "--precompile",
                                             "-emit-ast",
                                             "-emit-pch",
                                             "-rewrite-objc",
                                             "-verify-pch",
                                             "-emit-interface-stubs",
                                             "--emit-static-lib",
                                             "-extract-api"};
    static const llvm::StringSet<> kAsks = {"--version", "-dumpversion", "-dumpmachine",  "-dumpspecs",
                                            "--help",    "-help",        "--help-hidden", "--print-supported-cpus",
                                            "-cc1",      "-cc1as"};
    static const llvm::StringSet<> kAsksIfAlone = {"-v", "--verbose", "-###"};
    if (word.starts_with("-x"))
      language_ = word.drop_front(2) == "none" ? "" : word.drop_front(2);
    else if (word.starts_with("-l"))
      line_.has_input = true;
    else if (word.starts_with("-Wl,"))
      linkerWords(word);
    else if (word.starts_with("-print-") || word.starts_with("--print-") || kAsks.contains(word))
      line_.only_asks = true;
    asks_if_alone_ |= kAsksIfAlone.contains(word);
    line_.stops_before_link |= kStops.contains(word);
    line_.only_preprocesses |= word == "-E" || word == "--preprocess" || word == "-M" || word == "-MM";
    line_.is_shared |= word == "-shared" || word == "--shared" || word == "-dynamiclib" || word == "-bundle";
    line_.is_relocatable |= word == "-r" || word == "-Wl,-r" || word == "-Wl,--relocatable";
    line_.is_static |= word == "-static" || word == "--static" || word == "-static-pie";
    line_.is_freestanding |= word == "-ffreestanding";
    line_.has_no_libraries |=
        word == "-nostdlib" || word == "--no-standard-libraries" || word == "-nodefaultlibs" || word == "-nolibc";
  }

  void linkerWords(llvm::StringRef word) {
    llvm::SmallVector<llvm::StringRef, 8> parts;
    word.split(parts, ',');
    for (llvm::StringRef part : llvm::drop_begin(parts)) {
      linkerWord(part);
      line_.is_shared |= part == "-shared" || part == "--shared" || part == "-Bshareable";
    }
  }

  CompilerLine line_;
  llvm::StringRef language_;
  bool only_inputs_ = false, asks_if_alone_ = false;
};

/// Replaces @file by the words in it, also inside such files, but not for ever. A file that cannot be read stays as it
/// is: the compiler will say so.
void expandResponseFiles(llvm::StringRef word, unsigned depth, llvm::StringSaver &saver,
                         llvm::SmallVectorImpl<llvm::StringRef> &expanded) {
  constexpr unsigned kMaxDepth = 16;
  if (word.starts_with("@") && depth < kMaxDepth) {
    if (auto file = llvm::MemoryBuffer::getFile(word.drop_front())) {
      llvm::SmallVector<const char *, 64> inside;
      llvm::cl::TokenizeGNUCommandLine((*file)->getBuffer(), saver, inside);
      for (const char *one : inside)
        expandResponseFiles(one, depth + 1, saver, expanded);
      return;
    }
  }
  expanded.push_back(word);
}

} // namespace

CompilerLine readCompilerLine(llvm::ArrayRef<std::string> words) {
  llvm::BumpPtrAllocator allocator;
  llvm::StringSaver saver(allocator);
  llvm::SmallVector<llvm::StringRef, 64> expanded;
  for (const std::string &word : words)
    expandResponseFiles(word, 0, saver, expanded);
  return Reader().read(expanded);
}

} // namespace gordian::commands
