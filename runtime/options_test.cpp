// GORDIAN_OPTIONS: what is understood, and what is said about the rest.
#include "options.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace gordian {
namespace {

/// Reads `text` as GORDIAN_OPTIONS in a process of its own, where `claim` must hold.
#define EXPECT_OPTIONS(text, claim)                                                                                    \
  EXPECT_EXIT(                                                                                                         \
      {                                                                                                                \
        setenv("GORDIAN_OPTIONS", text, 1);                                                                            \
        readOptions();                                                                                                 \
        std::_Exit((claim) ? 0 : 1);                                                                                   \
      },                                                                                                               \
      ::testing::ExitedWithCode(0), "")

/// Reads `text`; the process must end with status 2 and say `sentence`, a regular expression.
#define EXPECT_MISTAKE(text, sentence)                                                                                 \
  EXPECT_EXIT(                                                                                                         \
      {                                                                                                                \
        setenv("GORDIAN_OPTIONS", text, 1);                                                                            \
        readOptions();                                                                                                 \
        std::_Exit(0);                                                                                                 \
      },                                                                                                               \
      ::testing::ExitedWithCode(2), sentence)

bool same(const char *a, const char *b) { return std::string(a) == b; }

TEST(Options, NothingGivenMeansDefaults) {
  EXPECT_EXIT(
      {
        unsetenv("GORDIAN_OPTIONS");
        readOptions();
        const Options &o = options();
        std::_Exit(same(o.log_dir, "") && o.log_size_mb == 256 && o.report && !o.keep_log && o.exitcode == 66 &&
                           o.on_deadlock == OnDeadlock::kReportAndExit && o.log_events == Events::kSync &&
                           same(optionsText(), "")
                       ? 0
                       : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(Options, EachTypeIsRead) {
  EXPECT_OPTIONS("log_dir=/a/b:log_size_mb=7:keep_log=1:on_deadlock=abort:log_events=atomics",
                 same(options().log_dir, "/a/b") && options().log_size_mb == 7 && options().keep_log &&
                     options().on_deadlock == OnDeadlock::kAbort && options().log_events == Events::kAtomics);
}

TEST(Options, BoolsHaveSixSpellings) {
  for (const char *yes : {"1", "true", "yes"})
    EXPECT_OPTIONS((std::string("keep_log=") + yes).c_str(), options().keep_log);
  for (const char *no : {"0", "false", "no"})
    EXPECT_OPTIONS((std::string("report=") + no).c_str(), !options().report);
}

TEST(Options, ChoicesHaveAllTheirNames) {
  EXPECT_OPTIONS("on_deadlock=report_and_continue", options().on_deadlock == OnDeadlock::kReportAndContinue);
  EXPECT_OPTIONS("on_deadlock=abort:on_deadlock=report_and_exit", options().on_deadlock == OnDeadlock::kReportAndExit);
  EXPECT_OPTIONS("log_events=none", options().log_events == Events::kNone);
  EXPECT_OPTIONS("log_events=none:log_events=sync", options().log_events == Events::kSync);
}

TEST(Options, LaterValueHolds) { EXPECT_OPTIONS("exitcode=1:exitcode=2", options().exitcode == 2); }

TEST(Options, EmptyPairsAreSkipped) { EXPECT_OPTIONS("::exitcode=5::", options().exitcode == 5); }

TEST(Options, SeparatorsAreThoseOfTheSanitizers) {
  EXPECT_OPTIONS("exitcode=1 keep_log=1,report=0\thalt_on_error=1\nlog_size_mb=9",
                 options().exitcode == 1 && options().keep_log && !options().report && options().halt_on_error &&
                     options().log_size_mb == 9);
}

TEST(Options, SmallHistorySizesAreThreadSanitizersScale) {
  EXPECT_OPTIONS("history_size=0", options().history_size == 32768);
  EXPECT_OPTIONS("history_size=7", options().history_size == 32768 << 7);
  EXPECT_OPTIONS("history_size=8", options().history_size == 8);
}

TEST(Options, NamesOfThreadSanitizerAreTakenOrRefusedWithAReason) {
  EXPECT_OPTIONS("symbolize=1:exitcode=3:external_symbolizer_path='/a:b':keep_log=1", options().exitcode == 3 && options().keep_log);
  EXPECT_MISTAKE("io_sync=0", "option 'io_sync' of ThreadSanitizer in GORDIAN_OPTIONS has no counterpart in Gordian: what is");
}

TEST(Options, OfThreadSanitizersVariableOnlyTheLogPathCounts) {
  EXPECT_EXIT(
      {
        setenv("TSAN_OPTIONS", "exitcode=0 log_path='/a b':nonsense=1:io_sync=2", 1);
        unsetenv("GORDIAN_OPTIONS");
        readOptions();
        std::_Exit(same(options().log_path, "/a b") && options().is_for_ctest && options().exitcode == 66 ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(Options, QuotedValueMayHoldColons) {
  EXPECT_OPTIONS("log_dir='/a:b':exitcode=4", same(options().log_dir, "/a:b") && options().exitcode == 4);
  EXPECT_OPTIONS("log_dir=\"/it's\":exitcode=4", same(options().log_dir, "/it's") && options().exitcode == 4);
}

TEST(Options, TextIsKeptAsGiven) {
  EXPECT_EXIT(
      {
        setenv("GORDIAN_OPTIONS", "exitcode=5:keep_log=1", 1);
        readOptions();
        setenv("GORDIAN_OPTIONS", "changed", 1);
        std::_Exit(same(optionsText(), "exitcode=5:keep_log=1") ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(Options, VariableWithALongerNameIsAnother) {
  EXPECT_EXIT(
      {
        unsetenv("GORDIAN_OPTIONS");
        setenv("GORDIAN_OPTIONS_OLD", "nonsense", 1);
        readOptions();
        std::_Exit(0);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(Options, UnknownNameIsAnsweredWithTheNearest) {
  EXPECT_MISTAKE("exit_code=1", "gordian: error: unknown option 'exit_code' in GORDIAN_OPTIONS: did you mean 'exitcode'");
  EXPECT_MISTAKE("logdir=/x", "'logdir' in GORDIAN_OPTIONS: did you mean 'log_dir'");
  EXPECT_MISTAKE("detect_race=0", "'detect_race' in GORDIAN_OPTIONS: did you mean 'detect_races'");
  EXPECT_MISTAKE("exitcode=1:verbose=1", "'verbose' in GORDIAN_OPTIONS: did you mean 'verbosity'");
}

TEST(Options, WrongValueIsAnsweredWithWhatIsAllowed) {
  EXPECT_MISTAKE("report=maybe", "gordian: error: option 'report' in GORDIAN_OPTIONS can't be 'maybe': give 0 or 1");
  EXPECT_MISTAKE("report", "option 'report' in GORDIAN_OPTIONS can't be '': give 0 or 1");
  EXPECT_MISTAKE("log_size_mb=12k", "can't be '12k': give a decimal number");
  EXPECT_MISTAKE("log_size_mb=-1", "can't be '-1': give a decimal number");
  EXPECT_MISTAKE("log_size_mb=", "can't be '': give a decimal number");
  EXPECT_MISTAKE("history_size=18446744073709551616", "give a decimal number");
  EXPECT_OPTIONS("history_size=18446744073709551615", options().history_size == ~u64{0});
  EXPECT_MISTAKE("on_deadlock=exit", "can't be 'exit': give report_and_exit, report_and_continue or abort");
  EXPECT_MISTAKE("log_events=all", "can't be 'all': give none, sync or atomics");
  EXPECT_MISTAKE("exitcode=256", "can't be '256': give a number from 0 to 255");
}

TEST(Options, OpenQuoteIsSaid) {
  EXPECT_MISTAKE("log_dir='/a:b", "the quote before '/a:b' in GORDIAN_OPTIONS is not closed");
  EXPECT_MISTAKE("log_dir='/a'b", "is not closed at the end of the value");
}

TEST(Options, HelpPrintsTheTableAndEnds) {
  EXPECT_EXIT(
      {
        setenv("GORDIAN_OPTIONS", "help=1", 1);
        dup2(2, 1);
        readOptions();
        std::_Exit(9);
      },
      ::testing::ExitedWithCode(0), "log_dir=''[^\n]*\n(.*\n)*on_deadlock=report_and_exit +report_and_exit, [^\n]*\n");
}

}  // namespace
}  // namespace gordian
