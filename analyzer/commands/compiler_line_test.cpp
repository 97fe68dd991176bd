// Command lines as build systems write them.
#include "commands/compiler_line.h"

#include "gtest/gtest.h"

#include <cstdio>
#include <fstream>

namespace gordian::commands {
namespace {

CompilerLine lineOf(std::vector<std::string> words) { return readCompilerLine(words); }

TEST(CompilerLine, CompilesAndLinksInOneCommand) {
  CompilerLine line = lineOf({"-g", "-O1", "app.cpp", "-o", "app"});
  EXPECT_TRUE(line.compiles());
  EXPECT_TRUE(line.linksExecutable());
}

TEST(CompilerLine, CompileOnlyDoesNotLink) {
  for (const char *stop : {"-c", "-S", "-fsyntax-only", "--precompile"}) {
    CompilerLine line = lineOf({stop, "a.c", "-o", "a.o"});
    EXPECT_TRUE(line.compiles()) << stop;
    EXPECT_FALSE(line.links()) << stop;
  }
}

TEST(CompilerLine, PreprocessingNeitherCompilesNorLinks) {
  for (const char *stop : {"-E", "-M", "-MM"}) {
    CompilerLine line = lineOf({stop, "a.c"});
    EXPECT_FALSE(line.compiles()) << stop;
    EXPECT_FALSE(line.links()) << stop;
    EXPECT_TRUE(line.has_source) << stop;
  }
}

TEST(CompilerLine, DependenciesBesideCompilingStillCompile) {
  CompilerLine line = lineOf({"-MD", "-MP", "-MF", "a.d", "-c", "a.c"});
  EXPECT_TRUE(line.compiles());
}

TEST(CompilerLine, ObjectsAloneOnlyLink) {
  CompilerLine line = lineOf({"a.o", "libb.a", "-o", "app"});
  EXPECT_FALSE(line.compiles());
  EXPECT_TRUE(line.linksExecutable());
}

TEST(CompilerLine, ValuesOfOptionsAreNoInputs) {
  CompilerLine line = lineOf({"-o", "a.c", "-I", "b.c", "-include", "c.h", "-Xclang", "d.c", "-D", "e.c"});
  EXPECT_FALSE(line.has_input);
}

TEST(CompilerLine, AssemblyAloneIsNotCompiled) {
  EXPECT_FALSE(lineOf({"-c", "a.s"}).compiles());
  EXPECT_FALSE(lineOf({"-c", "a.S"}).compiles());
}

TEST(CompilerLine, SharedAndRelocatableAreNoExecutables) {
  EXPECT_FALSE(lineOf({"-shared", "a.o"}).linksExecutable());
  EXPECT_FALSE(lineOf({"-Wl,-shared", "a.o"}).linksExecutable());
  EXPECT_FALSE(lineOf({"-r", "a.o"}).linksExecutable());
  EXPECT_TRUE(lineOf({"-shared", "a.o", "-Wl,-z,defs"}).forbids_undefined);
  EXPECT_TRUE(lineOf({"-shared", "a.o", "-Wl,--no-undefined"}).forbids_undefined);
}

TEST(CompilerLine, QuestionsHaveNoInput) {
  EXPECT_FALSE(lineOf({"--version"}).links());
  EXPECT_FALSE(lineOf({"-v"}).links());
  EXPECT_FALSE(lineOf({"-print-file-name=libc.so"}).links());
  EXPECT_TRUE(lineOf({"-v", "a.c"}).linksExecutable());
  EXPECT_TRUE(lineOf({"-###", "a.c"}).linksExecutable());
}

TEST(CompilerLine, LanguageDecidesForStandardInput) {
  CompilerLine line = lineOf({"-x", "c", "-", "-o", "t"});
  EXPECT_TRUE(line.compiles());
  EXPECT_TRUE(line.linksExecutable());
  EXPECT_TRUE(line.ends_in_language);
  EXPECT_FALSE(lineOf({"-xassembler", "-c", "-"}).compiles());
  EXPECT_FALSE(lineOf({"-x", "c", "a.txt", "-x", "none", "b.o"}).ends_in_language);
}

TEST(CompilerLine, HeaderIsCompiledAndNotLinked) {
  for (auto words : {std::vector<std::string>{"pch.h"}, {"-x", "c++-header", "pch.txt", "-o", "pch.pch"}}) {
    CompilerLine line = lineOf(words);
    EXPECT_TRUE(line.compiles());
    EXPECT_FALSE(line.links());
  }
}

TEST(CompilerLine, StaticAndFreestandingAreSeen) {
  EXPECT_TRUE(lineOf({"-static", "a.c"}).is_static);
  EXPECT_TRUE(lineOf({"-static-pie", "a.c"}).is_static);
  EXPECT_FALSE(lineOf({"-static-libgcc", "a.c"}).is_static);
  EXPECT_FALSE(lineOf({"-ffreestanding", "-c", "a.c"}).hasRuntime());
  EXPECT_FALSE(lineOf({"-nostdlib", "a.c"}).hasRuntime());
  EXPECT_TRUE(lineOf({"-nostdlib", "-c", "a.c"}).hasRuntime());
}

TEST(CompilerLine, ResponseFilesAreReadAlsoInsideEachOther) {
  std::string folder = ::testing::TempDir();
  std::ofstream(folder + "/outer.rsp") << "-c\n@" << folder << "/inner.rsp";
  std::ofstream(folder + "/inner.rsp") << "'a b.c' -o \"x y\"";
  CompilerLine line = lineOf({"@" + folder + "/outer.rsp"});
  EXPECT_TRUE(line.compiles());
  EXPECT_FALSE(line.links());
}

TEST(CompilerLine, ResponseFileThatNamesItselfEnds) {
  std::string file = ::testing::TempDir() + "/circle.rsp";
  std::ofstream(file) << "-c a.c @" << file;
  EXPECT_FALSE(lineOf({"@" + file}).links());
}

TEST(CompilerLine, MissingResponseFileIsTheCompilersToComplainOf) {
  EXPECT_FALSE(lineOf({"@/no/such/file"}).compiles());
}

} // namespace
} // namespace gordian::commands
