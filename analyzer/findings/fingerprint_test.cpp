#include "findings/fingerprint.h"

#include "findings/merge.h"

#include "gtest/gtest.h"

namespace gordian::findings {
namespace {

Finding race(const std::string &one, const std::string &other, const std::string &object, uint32_t line = 1) {
  Finding finding;
  finding.object = Object();
  finding.object->name = object;
  for (const std::string &function : {one, other}) {
    Access access;
    access.stack.emplace_back();
    access.stack.back().function = function;
    access.stack.back().line = line;
    finding.accesses.push_back(access);
  }
  return finding;
}

TEST(PlainFunctionName, DropsReturnTypeTemplateArgumentsAndParameters) {
  EXPECT_EQ(plainFunctionName("void Counter<int>::add<long>(int) const"), "Counter::add");
  EXPECT_EQ(plainFunctionName("std::map<int, std::pair<a, b>>::find(int const&)"), "std::map::find");
  EXPECT_EQ(plainFunctionName("main"), "main");
}

TEST(PlainFunctionName, KeepsOperatorsAndLambdas) {
  EXPECT_EQ(plainFunctionName("main::$_0::operator()() const"), "main::$_0::operator()");
  EXPECT_EQ(plainFunctionName("bool operator<(A<int> const&, A<int> const&)"), "operator<");
  EXPECT_EQ(plainFunctionName("operator new(unsigned long)"), "operator new");
  EXPECT_EQ(plainFunctionName("Ptr<int>::operator->() const"), "Ptr::operator->");
  EXPECT_EQ(plainFunctionName("run(int)::{lambda(int)#1}::operator()(int) const"),
            "run(int)::{lambda(int)#1}::operator()");
}

TEST(PlainFunctionName, KeepsAnonymousNamespaces) {
  EXPECT_EQ(plainFunctionName("(anonymous namespace)::work(int)"), "(anonymous namespace)::work");
}

TEST(PlainFunctionName, SurvivesUnbalancedBrackets) {
  EXPECT_EQ(plainFunctionName(">>>)))"), ">>>)))");
  EXPECT_EQ(plainFunctionName("((((<<<<"), "");
  EXPECT_EQ(plainFunctionName("operator"), "operator");
  EXPECT_EQ(plainFunctionName("(anonymous"), "(anonymous");
}

TEST(Fingerprint, IsTheSameWhicheverSideCameFirst) {
  EXPECT_EQ(fingerprintOf(race("f", "g", "x")), fingerprintOf(race("g", "f", "x")));
}

TEST(Fingerprint, DoesNotDependOnLines) {
  EXPECT_EQ(fingerprintOf(race("f", "g", "x", 1)), fingerprintOf(race("f", "g", "x", 99)));
}

TEST(Fingerprint, TellsFunctionsVariablesAndKindsApart) {
  Finding base = race("f", "g", "x"), vptr = base;
  vptr.kind = Kind::kVptrRace;
  EXPECT_NE(fingerprintOf(base), fingerprintOf(race("f", "h", "x")));
  EXPECT_NE(fingerprintOf(base), fingerprintOf(race("f", "g", "y")));
  EXPECT_NE(fingerprintOf(base), fingerprintOf(vptr));
}

TEST(Fingerprint, GoesByTheFirstFrameThatIsNoLibrary) {
  Finding deep = race("f", "g", "x");
  Frame library;
  library.function = "std::vector<int>::push_back(int&&)";
  deep.accesses[0].stack.insert(deep.accesses[0].stack.begin(), library);
  EXPECT_EQ(fingerprintOf(deep), fingerprintOf(race("f", "g", "x")));
}

TEST(Merge, IdenticalFindingsAreOneWithTheSumOfTheirCounts) {
  Finding first = race("f", "g", "x", 1), second = race("g", "f", "x", 2);
  first.count = 3;
  second.count = 4;
  std::vector<Finding> merged = merge({first, race("f", "g", "y"), second});
  ASSERT_EQ(merged.size(), 2u);
  EXPECT_EQ(merged[0].count, 7u);
  EXPECT_EQ(merged[0].accesses[0].stack[0].line, 1u);
}

TEST(Merge, PrefersTheOneWithWholeStacks) {
  Finding first = race("f", "g", "x", 1), second = race("f", "g", "x", 2);
  first.accesses[1].stack_unknown = true;
  std::vector<Finding> merged = merge({first, second});
  ASSERT_EQ(merged.size(), 1u);
  EXPECT_EQ(merged[0].accesses[0].stack[0].line, 2u);
}

} // namespace
} // namespace gordian::findings
