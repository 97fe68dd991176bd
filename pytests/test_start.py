"""Programs start under every address layout and in narrow places, without being started a second time."""
import os
import pathlib
import shutil

import pytest

import gordian

RANDOM_BITS = pathlib.Path("/proc/sys/vm/mmap_rnd_bits")


@pytest.fixture
def full_randomisation():
    """Full address randomisation for the time of a test, where the kernel lets us; else what is set is tested."""
    before = RANDOM_BITS.read_text() if RANDOM_BITS.exists() else None
    try:
        RANDOM_BITS.write_text("32")
    except OSError:
        yield before
        return
    yield "32"
    RANDOM_BITS.write_text(before)


def test_starts_anywhere(racy_counter, full_randomisation):
    for attempt in range(40):
        outcome = gordian.run(racy_counter)
        assert outcome.status == gordian.FOUND, f"start {attempt} with {full_randomisation} random bits: {outcome.errors}"


@pytest.mark.parametrize("flags", [("-no-pie", "-fno-pie"), ("-static-libgcc", "-pie"), ("-rdynamic",), ("-Wl,-z,now",), ("-O2", "-flto=thin", "-fuse-ld=lld"),
                                   ("-O2", "-flto", "-fuse-ld=lld")], ids=lambda flags: flags[-1] if flags[-1] != "-fuse-ld=lld" else flags[1])
def test_ways_of_linking(tmp_path, flags):
    from conftest import RACY
    program = gordian.build_text(RACY, tmp_path, "racy.c", ("-g", "-O1", *flags))
    outcome = gordian.run(program)
    assert outcome.status == gordian.FOUND, outcome.errors
    assert gordian.object_names(outcome.findings[0]) == ["counter"]


@pytest.mark.parametrize("flag", ["-static", "-static-pie"])
def test_a_static_executable_is_refused_in_one_sentence(tmp_path, flag):
    with pytest.raises(gordian.CompileError, match="static executable"):
        gordian.build_text("int main(void) { return 0; }", tmp_path, "static.c", (flag,))


def test_a_cxx_library_linked_statically(tmp_path):
    program = gordian.build(gordian.TESTCASES / "race" / "heap_field_race.cpp", tmp_path / "program",
                            ("-g", "-O1", "-static-libstdc++", "-static-libgcc"))
    assert gordian.run(program).status == gordian.FOUND


def test_without_randomisation(racy_counter):
    outcome = gordian.call(["setarch", "-R", gordian.COMMAND, "run", "--", racy_counter], env=gordian.environment())
    assert outcome.status == gordian.FOUND, outcome.errors


def test_the_program_is_started_once(tmp_path):
    program = gordian.build_text('#include <stdio.h>\nint main(int c, char **v) { (void)c; puts(v[0]); return 0; }', tmp_path, "once.c")
    outcome = gordian.run(program)
    assert outcome.output == f"{program}\n"


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root, to become an ordinary user")
def test_as_an_ordinary_user_without_any_right(racy_counter, tmp_path):
    """An unprivileged container: a user of no name, no capabilities, no new privileges, own name spaces."""
    place = tmp_path / "logs"
    place.mkdir()
    program = tmp_path / "program"
    shutil.copy(racy_counter, program)
    for folder in (place, tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o777)
    outcome = gordian.call(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--inh-caps=-all",
                            program], env=gordian.environment(log_dir=place))
    assert outcome.status == gordian.FOUND, outcome.errors
    assert list(place.glob("*.glog"))


@pytest.mark.skipif(gordian.call(["unshare", "--user", "--pid", "--fork", "--mount-proc", "true"]).status != 0,
                    reason="this kernel lets nobody make name spaces")
def test_in_name_spaces_of_its_own(racy_counter, tmp_path):
    outcome = gordian.call(["unshare", "--user", "--pid", "--fork", "--mount-proc", racy_counter],
                           env=gordian.environment(log_dir=tmp_path))
    assert outcome.status == gordian.FOUND, outcome.errors


def test_without_proc(racy_counter, tmp_path):
    """A container may have no /proc. The verdict is there, whatever the report can name."""
    hidden = gordian.call(["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$0"', racy_counter],
                          env=gordian.environment(log_dir=tmp_path))
    if "unshare" in hidden.errors or "mount:" in hidden.errors:
        pytest.skip("this kernel lets nobody hide /proc")
    assert hidden.status == gordian.FOUND, hidden.errors


def test_with_little_memory_the_reason_is_told(racy_counter, tmp_path):
    """ulimit -v below what the shadow needs: a sentence that says so, not a crash. Enough for it: the verdict."""
    small = gordian.call(["prlimit", f"--as={200 << 20}", racy_counter], env=gordian.environment(log_dir=tmp_path))
    if small.status != gordian.FOUND:
        assert small.status > 0 and "gordian" in small.errors and "memory" in small.errors, (small.status, small.errors)


def test_closed_standard_streams(racy_counter, tmp_path):
    outcome = gordian.call(["sh", "-c", '"$0" <&- >&- 2>&-', racy_counter], env=gordian.environment(log_dir=tmp_path))
    assert outcome.status == gordian.FOUND
    assert gordian.report(tmp_path).status == gordian.FOUND


def test_with_no_environment_at_all(racy_counter):
    assert gordian.call(["env", "-i", racy_counter]).status == gordian.FOUND
