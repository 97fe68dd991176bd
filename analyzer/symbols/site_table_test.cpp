#include "symbols/site_table.h"

#include "testing/site_block.h"

#include "gtest/gtest.h"

namespace gordian::symbols {
namespace {

using testing::SiteBlock;

SiteBlock twoSites() {
  SiteBlock block(0xabc);
  uint32_t outer = block.frame("main()", "/src/main.cpp", 31, 5, 0);
  block.site("bump(int&)", "/src/counter.cpp", 14, 10, outer, "job->state", "job", "int");
  block.site("main()", "/src/main.cpp", 40, 3, 0, "counter", "counter", "long");
  return block;
}

TEST(SiteTable, GivesPositionInliningAndExpression) {
  std::string bytes = twoSites().bytes();
  auto site = SiteTable(bytes).site(0xabc, 0);
  ASSERT_TRUE(site);
  ASSERT_EQ(site->frames.size(), 2u);
  EXPECT_EQ(site->frames[0].function, "bump(int&)");
  EXPECT_EQ(site->frames[0].line, 14u);
  EXPECT_TRUE(site->frames[0].is_inlined);
  EXPECT_EQ(site->frames[1].file, "/src/main.cpp");
  EXPECT_FALSE(site->frames[1].is_inlined);
  EXPECT_EQ(site->expression, "job->state");
  EXPECT_EQ(site->variable, "job");
  EXPECT_EQ(site->type, "int");
}

TEST(SiteTable, FindsBlocksBehindPadding) {
  std::string bytes = twoSites().bytes() + std::string(16, '\0') + SiteBlock(7).bytes();
  SiteTable table(bytes);
  EXPECT_TRUE(table.hasUnit(0xabc));
  EXPECT_TRUE(table.hasUnit(7));
  EXPECT_EQ(table.damagedBytes(), 0u);
}

TEST(SiteTable, UnknownUnitOrIndexIsNothing) {
  std::string bytes = twoSites().bytes();
  EXPECT_FALSE(SiteTable(bytes).site(1, 0));
  EXPECT_FALSE(SiteTable(bytes).site(0xabc, 2));
  EXPECT_FALSE(SiteTable(bytes).site(0xabc, 0xffffffff));
}

TEST(SiteTable, CountsBeyondTheBlockAreDamage) {
  std::string bytes = twoSites().bytes();
  std::memset(&bytes[offsetof(gordian_site_block, site_count)], 0xff, 4);
  SiteTable table(bytes + SiteBlock(7).bytes());
  EXPECT_FALSE(table.hasUnit(0xabc));
  EXPECT_TRUE(table.hasUnit(7));
  EXPECT_GT(table.damagedBytes(), 0u);
}

TEST(SiteTable, CircleOfCallersEnds) {
  SiteBlock block(1);
  block.frame("f", "f.c", 1, 1, 2);
  block.frame("g", "g.c", 2, 1, 1);
  block.site("h", "h.c", 3, 1, 1, "x", "x", "int");
  std::string bytes = block.bytes();
  auto site = SiteTable(bytes).site(1, 0);
  ASSERT_TRUE(site);
  EXPECT_LE(site->frames.size(), 3u);
}

TEST(SiteTable, TextOffsetBeyondTheTextsIsEmpty) {
  std::string bytes = twoSites().bytes();
  std::memset(&bytes[sizeof(gordian_site_block) + offsetof(gordian_site_record, expression)], 0xff, 4);
  auto site = SiteTable(bytes).site(0xabc, 0);
  ASSERT_TRUE(site);
  EXPECT_EQ(site->expression, "");
}

} // namespace
} // namespace gordian::symbols
