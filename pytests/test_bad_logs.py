"""Logs of programs that were killed, cut, flipped, out of disk, or of another version: one sentence, and what is left.

A report on a damaged log may find less, but never crashes, never hangs and never finds what was not there.
"""
import os
import random
import signal
import subprocess
import time

import pytest

import gordian

LOOP = """#include <pthread.h>
#include <unistd.h>
#define RACE(n) int v##n; static void touch##n(void) { v##n++; }
RACE(0) RACE(1) RACE(2) RACE(3) RACE(4) RACE(5) RACE(6) RACE(7)
static void (*const touch[])(void) = {touch0, touch1, touch2, touch3, touch4, touch5, touch6, touch7};
static void *work(void *p) {
  for (int i = 0; i < 100000; i++) {
    touch[i / 20 % 8]();
    if (i % 20 == 0)
      usleep(500);
  }
  return p;
}
int main(void) {
  pthread_t t;
  pthread_create(&t, 0, work, 0);
  work(0);
  pthread_join(t, 0);
  return 0;
}
"""
GOOD_STATUS = (0, gordian.FOUND, 3)


@pytest.fixture(scope="module")
def loop(tmp_path_factory):
    return gordian.build_text(LOOP, tmp_path_factory.mktemp("loop"), "loop.c")


@pytest.fixture(scope="module")
def good_log(racy_counter, tmp_path_factory):
    folder = tmp_path_factory.mktemp("good")
    gordian.run_bare(racy_counter, log_dir=folder)
    return next(folder.glob("*.glog"))


def check(outcome, allowed=GOOD_STATUS):
    """A report on damage ended by itself, and in few sentences."""
    assert outcome.status in allowed, f"status {outcome.status}: {outcome.errors}"
    assert "PLEASE submit a bug report" not in outcome.errors and "terminate called" not in outcome.errors
    for finding in outcome.findings:
        assert finding["kind"] == "data-race", gordian.describe(finding)


@pytest.mark.parametrize("seed", range(12))
def test_killed_at_a_random_moment(loop, tmp_path, seed):
    moment = random.Random(seed).uniform(0.005, 0.6)
    child = subprocess.Popen([loop], env=gordian.environment(log_dir=tmp_path), stderr=subprocess.DEVNULL)
    time.sleep(moment)
    child.send_signal(signal.SIGKILL)
    child.wait()
    logs = list(tmp_path.glob("*.glog"))
    if not logs:
        assert moment < 0.1, f"killed after {moment:.3f} s, and no log is there"
        return
    outcome = gordian.report(tmp_path)
    if outcome.status == 3:
        assert moment < 0.1, f"killed after {moment:.3f} s, and the log can't be read: {outcome.errors}"
        return
    check(outcome)
    assert outcome.report["runs"][0]["ended"] == "killed"
    if moment > 0.3:
        assert outcome.status == gordian.FOUND, "the races of the first 0.3 s are lost"
    assert all(name.startswith("v") for finding in outcome.findings for name in gordian.object_names(finding) if name)


def test_cut_at_many_lengths(good_log, tmp_path):
    whole = good_log.read_bytes()
    dice = random.Random(1)
    lengths = [0, 1, 7, 8, 64, 127, 128, 4095, 4096, 4097, 4128] + [dice.randrange(len(whole)) for _ in range(40)]
    for length in lengths:
        log = tmp_path / f"cut-{length}.glog"
        log.write_bytes(whole[:length])
        outcome = gordian.report(log)
        check(outcome)
        if length < 128:
            assert outcome.status == 3 and str(log) in outcome.errors
        log.unlink()


def test_what_stands_before_the_cut_is_still_found(good_log, tmp_path):
    whole = good_log.read_bytes()
    log = tmp_path / "last-record.glog"
    log.write_bytes(whole.rstrip(b"\0")[:-9])
    outcome = gordian.report(log)
    assert [f["kind"] for f in outcome.findings] == ["data-race"]


def test_flipped_bits(good_log, tmp_path):
    whole = good_log.read_bytes()
    used = len(whole.rstrip(b"\0")) + 64
    dice = random.Random(2)
    log = tmp_path / "flipped.glog"
    for _ in range(80):
        damaged = bytearray(whole)
        for _ in range(dice.choice([1, 1, 1, 5, 50])):
            damaged[dice.randrange(min(used, len(whole)))] ^= 1 << dice.randrange(8)
        log.write_bytes(damaged)
        check(gordian.report(log))
        dumped = gordian.gordian("dump", log)
        assert dumped.status in (0, 3), dumped.errors


def test_random_bytes_are_no_log(tmp_path):
    log = tmp_path / "noise.glog"
    log.write_bytes(random.Random(3).randbytes(200000))
    outcome = gordian.report(log)
    assert outcome.status == 3 and str(log) in outcome.errors
    assert len(outcome.errors.strip().splitlines()) <= 2


def test_another_version_is_named(good_log, tmp_path):
    damaged = bytearray(good_log.read_bytes())
    damaged[8:12] = (99).to_bytes(4, "little")
    log = tmp_path / "later.glog"
    log.write_bytes(damaged)
    outcome = gordian.report(log)
    assert outcome.status == 3 and "99" in outcome.errors and str(log) in outcome.errors


def test_a_bad_log_beside_a_good_one(good_log, tmp_path):
    (tmp_path / "a.glog").write_bytes(b"not a log")
    (tmp_path / "b.glog").write_bytes(good_log.read_bytes())
    outcome = gordian.report(tmp_path)
    assert outcome.status == gordian.FOUND and "a.glog" in outcome.errors
    assert [f["kind"] for f in outcome.findings] == ["data-race"]


def test_full_disk_does_not_hurt_the_program(loop, racy_counter, tmp_path):
    """The log's file system is full, or its files may not grow: the program goes on, and what fitted can be read."""
    size = 160 * 1024
    if os.geteuid() == 0 and gordian.call(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", tmp_path]).status == 0:
        try:
            run_on_a_full_disk(racy_counter, tmp_path, [])
        finally:
            subprocess.run(["umount", tmp_path], check=True)
    else:
        run_on_a_full_disk(racy_counter, tmp_path, ["prlimit", f"--fsize={size}"])


def run_on_a_full_disk(program, folder, prefix):
    outcome = gordian.call([*prefix, program], env=gordian.environment(log_dir=folder))
    assert outcome.status in (0, gordian.FOUND), f"status {outcome.status}: {outcome.errors}"
    logs = list(folder.glob("*.glog"))
    if logs:
        check(gordian.report(*logs))
    else:
        assert "log" in outcome.errors, "no log, and nothing was said about it"


def test_a_folder_that_cannot_be_written_is_named(racy_counter, tmp_path):
    outcome = gordian.run_bare(racy_counter, log_dir="/proc/no-such-folder")
    assert "/proc/no-such-folder" in outcome.errors
    assert outcome.status in (0, gordian.FOUND)
