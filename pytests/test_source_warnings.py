"""Warnings that the plugin gives at compile time, and their silence wherever the code may be right."""
import subprocess

import pytest

import gordian

HEAD = """
#include <gordian/chan.hpp>
#include <condition_variable>
#include <mutex>
#include <pthread.h>
#include <thread>
std::mutex mutex, other;
std::condition_variable ready;
bool is_ready;
void pass(gordian::chan<int> channel);
"""

# (name of the warning, or "" for silence; body of a function)
BODIES = [
    ("channel-one-way", "gordian::chan<int> c; c.send(1);"),
    ("channel-one-way", "gordian::chan<int> c(0); gordian::go([c]() mutable { c.send(1); }); c.send(2);"),
    ("channel-one-way", "gordian::chan<int> c; c.receive();"),
    ("channel-one-way", "gordian::chan<int> c; for (int i : c) (void)i;"),
    ("", "gordian::chan<int> c; gordian::go([=]() mutable { c.send(1); }); c.receive();"),
    ("", "gordian::chan<int> c; gordian::go([&] { c.close(); }); c.receive();"),
    ("", "gordian::chan<int> c(1); c.send(1);"),
    ("", "gordian::chan<int> c; pass(c); c.send(1);"),
    ("", "gordian::chan<int> c; auto d = c; c.send(1);"),
    ("", "gordian::chan<int> c; gordian::go([d = c]() mutable { d.receive(); }); c.send(1);"),
    ("", "gordian::chan<int> c; gordian::go([=]() mutable { for (int i : c) (void)i; }); c.send(1); c.close();"),
    ("", "gordian::chan<int> c; gordian::go([=]() mutable { c.send(1); });"
         " gordian::select(gordian::on_receive(c, [](std::optional<int>) {}));"),
    ("closed-channel", "gordian::chan<int> c(1); c.close(); c.send(1);"),
    ("closed-channel", "gordian::chan<int> c(1); c.close(); c.close();"),
    ("", "gordian::chan<int> c(1); c.close(); c = gordian::chan<int>(1); c.send(1);"),
    ("", "gordian::chan<int> c(1); c.send(1); c.close(); c.receive();"),
    ("double-lock", "std::lock_guard a(mutex); std::lock_guard b(mutex);"),
    ("double-lock", "std::lock_guard a(mutex); { std::unique_lock b(mutex); }"),
    ("double-lock", "mutex.lock(); mutex.lock();"),
    ("double-lock", "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER; pthread_mutex_lock(&m); pthread_mutex_lock(&m);"),
    ("", "std::lock_guard a(mutex); std::lock_guard b(other);"),
    ("", "{ std::lock_guard a(mutex); } std::lock_guard b(mutex);"),
    ("", "mutex.lock(); mutex.unlock(); mutex.lock();"),
    ("", "mutex.lock(); if (is_ready) mutex.unlock(); else return; mutex.lock();"),
    ("", "mutex.lock(); pass(nullptr); mutex.lock();"),
    ("", "std::recursive_mutex m; m.lock(); m.lock();"),
    ("", "std::unique_lock a(mutex); a.unlock(); std::lock_guard b(mutex);"),
    ("", "std::unique_lock a(mutex, std::defer_lock); std::lock_guard b(mutex);"),
    ("wait-without-loop", "std::unique_lock l(mutex); ready.wait(l);"),
    ("wait-without-loop", "std::unique_lock l(mutex); if (!is_ready) ready.wait(l);"),
    ("wait-without-loop", "static pthread_mutex_t m; static pthread_cond_t c; pthread_mutex_lock(&m); pthread_cond_wait(&c, &m);"),
    ("", "std::unique_lock l(mutex); while (!is_ready) ready.wait(l);"),
    ("", "std::unique_lock l(mutex); ready.wait(l, [] { return is_ready; });"),
    ("", "static pthread_mutex_t m; static pthread_cond_t c; pthread_cond_wait(&c, &m);"),
]


@pytest.fixture(scope="module")
def diagnosed(tmp_path_factory):
    """The warnings of each body, by its number, from one compilation."""
    source = tmp_path_factory.mktemp("warnings") / "bodies.cpp"
    first = len(HEAD.splitlines()) + 1
    lines = [f"void body{i}() {{ {text} }}" for i, (_, text) in enumerate(BODIES)]
    source.write_text(HEAD + "\n".join(lines) + "\n")
    errors = compile_source(source).stderr
    found = {}
    for line in errors.splitlines():
        if "[-Wgordian-" in line:
            number = int(line.split(":")[1]) - first
            found.setdefault(number, []).append(line.rsplit("[-Wgordian-", 1)[1].rstrip("]"))
    return found


def compile_source(source, *flags):
    command = [gordian.COMMAND, "c++", "-std=c++20", "-c", "-o", source.with_suffix(".o"), *flags, source]
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=240)


@pytest.mark.parametrize("number", range(len(BODIES)))
def test_body(diagnosed, number):
    name, text = BODIES[number]
    assert diagnosed.get(number, []) == ([name] if name else []), text


def test_levels(tmp_path):
    """A warning can be an error, and can be off."""
    source = tmp_path / "twice.cpp"
    source.write_text("#include <mutex>\nstd::mutex m;\nvoid f() { std::lock_guard a(m); std::lock_guard b(m); }\n")
    as_error = compile_source(source, "-Wno-unknown-warning-option", "-Werror=gordian-double-lock")
    assert as_error.returncode != 0 and "error: 'm' is locked" in as_error.stderr
    off = compile_source(source, "-Wno-unknown-warning-option", "-Wno-gordian-double-lock")
    assert off.returncode == 0 and "gordian-double-lock" not in off.stderr
