// Against a real file with debug information (testing/sample.cpp).
#include "symbols/places.h"

#include "testing/log_writer.h"
#include "trace/load.h"

#include "llvm/Object/BuildID.h"
#include "llvm/Object/ELFObjectFile.h"

#include "gtest/gtest.h"

namespace gordian::symbols {
namespace {

constexpr uint64_t kBase = 0x555500000000;

class PlacesOfSample : public ::testing::Test {
protected:
  void SetUp() override {
    auto binary = llvm::object::ObjectFile::createObjectFile(GORDIAN_TEST_SAMPLE);
    ASSERT_TRUE(bool(binary));
    for (const auto &symbol : binary->getBinary()->symbols()) {
      auto name = symbol.getName();
      auto address = symbol.getAddress();
      if (name && address)
        addresses_[name->str()] = *address;
    }
    llvm::object::BuildIDRef id = llvm::object::getBuildID(binary->getBinary());
    build_id_.assign(id.begin(), id.end());
  }

  /// A trace with the sample as its module and one stack of one return address just behind `symbol`'s first byte.
  trace::Trace traceWith(const std::string &build_id, const std::string &symbol) {
    testing::LogWriter log;
    log.module(GORDIAN_TEST_SAMPLE, kBase, 0x100000, build_id).stack(1, {kBase + addresses_.at(symbol) + 1});
    std::string error;
    return *trace::parseTrace(log.bytes(), "sample.glog", error);
  }

  std::map<std::string, uint64_t> addresses_;
  std::string build_id_;
};

TEST_F(PlacesOfSample, ReturnAddressGivesFileAndLineAndUnfoldsInlinedFrames) {
  trace::Trace trace = traceWith(build_id_, "_ZN6sample5outerEi");
  findings::Stack stack = Places(trace).stack(trace::SiteId(0), trace::StackId(1));
  ASSERT_EQ(stack.size(), 2u);
  EXPECT_EQ(stack[0].function, "sample::inner(int)");
  EXPECT_EQ(stack[0].line, 7u);
  EXPECT_TRUE(stack[0].is_inlined);
  EXPECT_EQ(stack[1].function, "sample::outer(int)");
  EXPECT_TRUE(llvm::StringRef(stack[1].file).ends_with("testing/sample.cpp"));
  EXPECT_EQ(stack[1].line, 10u);
  EXPECT_TRUE(stack[1].unknown.empty());
}

TEST_F(PlacesOfSample, GlobalGivesNameAndDeclaration) {
  trace::Trace trace = traceWith(build_id_, "main");
  auto global = Places(trace).global(kBase + addresses_.at("sample_counter") + 2);
  ASSERT_TRUE(global);
  EXPECT_EQ(global->name, "sample_counter");
  EXPECT_EQ(global->size, 4u);
  EXPECT_EQ(global->declared_line, 2u);
}

TEST_F(PlacesOfSample, ChangedFileIsSaidAndNotUsed) {
  ASSERT_FALSE(build_id_.empty());
  trace::Trace trace = traceWith(std::string(build_id_.size(), '\x11'), "main");
  Places places(trace);
  findings::Stack stack = places.stack(trace::SiteId(0), trace::StackId(1));
  ASSERT_EQ(stack.size(), 1u);
  EXPECT_EQ(stack[0].function, "");
  EXPECT_NE(stack[0].unknown.find("has changed since the run"), std::string::npos);
  EXPECT_FALSE(places.global(kBase + addresses_.at("sample_counter")));
  EXPECT_EQ(places.coverage().without_line.size(), 1u);
}

TEST_F(PlacesOfSample, AddressOutsideAllModulesIsUnknown) {
  trace::Trace trace = traceWith(build_id_, "main");
  trace.stacks[trace::StackId(2)] = {0x10, ~0ull, 0};
  findings::Stack stack = Places(trace).stack(trace::SiteId(0), trace::StackId(2));
  ASSERT_EQ(stack.size(), 3u);
  EXPECT_EQ(stack[0].unknown, "unknown (in no module of the log)");
}

} // namespace
} // namespace gordian::symbols
