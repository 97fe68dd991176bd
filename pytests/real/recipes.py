"""Real programs: how each is built by its own build system, what work it is given, and which findings are true.

`explained` is the list of races that are in the program itself: a pattern for the object's name, one for a function in
either innermost frame, and the reason why it is a true race. Everything else that is found fails the check. `unlock` takes
one lock out of the source; the race that this makes must be found and named by `unlocked`.
"""
import dataclasses
import os
import pathlib
import random
import re
import socket
import subprocess
import time


@dataclasses.dataclass
class Build:
    """A build in progress: its folder, and the compilers as a person would give them."""

    folder: pathlib.Path
    cc: str
    cxx: str
    store: object
    jobs: int = 2

    def unpack(self, package):
        return self.store.unpack(package, self.folder / package)

    def run(self, *command, cwd=None, **variables):
        env = {**os.environ, "CC": self.cc, "CXX": self.cxx, **variables}
        done = subprocess.run([str(word) for word in command], cwd=cwd or self.folder, env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace")
        if done.returncode != 0:
            raise SystemExit(f"real: '{' '.join(map(str, command))}' did not succeed in {cwd or self.folder}:\n"
                             f"{done.stdout[-3000:]}")


@dataclasses.dataclass
class Program:
    name: str
    packages: list  # of Debian, that its build needs
    build: object  # (Build) -> path of the program
    work: object  # (Session): runs the program and asserts that its output is right
    explained: list = dataclasses.field(default_factory=list)  # (object, function, reason)
    unlock: object = None  # (folder): changes the source
    unlocked: str = ""  # pattern that the race without the lock is named by
    bench_scale: int = 1  # how many times the work is done to measure its cost


def replace_in(path, pattern, replacement, count=1):
    """A patch by script: the pattern must be there as often as `count` says."""
    text, made = re.subn(pattern, replacement, path.read_text(errors="surrogateescape"), flags=re.M)
    if made != count:
        raise SystemExit(f"real: '{pattern}' stands {made} times in {path}, not {count}: this is another version of it")
    path.write_text(text, errors="surrogateescape")


# ---- Compressors: a file goes in, and must come out again ------------------------------------------------------------

def sample(folder, mebibytes):
    """A file that compresses a little: words in random order, with a seed."""
    dice = random.Random(4)
    words = [bytes(dice.randrange(97, 123) for _ in range(dice.randrange(2, 12))) for _ in range(5000)]
    path = folder / "sample"
    with path.open("wb") as out:
        while out.tell() < mebibytes << 20:
            out.write(b" ".join(dice.choices(words, k=20000)))
    return path


def round_trip(session, compress, expand, mebibytes):
    """Compresses and expands by the program under test; its output is also expanded by the system's own tool."""
    source = sample(session.folder, mebibytes * session.scale)
    packed, again = session.folder / "packed", session.folder / "again"
    with source.open("rb") as given, packed.open("wb") as out:
        session.run(*compress, stdin=given, stdout=out)
    with packed.open("rb") as given, again.open("wb") as out:
        session.run(*expand, stdin=given, stdout=out)
    assert again.read_bytes() == source.read_bytes(), "what was expanded is not what was compressed"
    assert packed.stat().st_size < source.stat().st_size


def build_pbzip2(build):
    bzip2, pbzip2 = build.unpack("bzip2"), build.unpack("pbzip2")
    build.run("make", f"-j{build.jobs}", f"CC={build.cc}", "CFLAGS=-O2 -g -D_FILE_OFFSET_BITS=64", "libbz2.a", cwd=bzip2)
    build.run("make", f"CXX={build.cxx}", "LDLIBS=../bzip2/libbz2.a -lpthread",
              "CXXFLAGS=-O2 -g -std=gnu++98 -D_FILE_OFFSET_BITS=64 -pthread -DUSE_STACKSIZE_CUSTOMIZATION -I../bzip2",
              "pbzip2", cwd=pbzip2)
    return pbzip2 / "pbzip2"


def work_pbzip2(session):
    round_trip(session, ["-p3", "-b1", "-c"], ["-d", "-p3", "-c"], 3)


def unlock_pbzip2(folder):
    # Takes OutMutex out of the consumer's hand-over of a compressed block.
    source = folder / "pbzip2" / "pbzip2.cpp"
    text = source.read_text(errors="surrogateescape")
    begin = text.index("outBuff * outputBufferAdd(const outBuff & element, const char *caller)\n{")
    end = text.index("\n}\n", begin)
    body = text[begin:end]
    assert "safe_mutex_lock(OutMutex)" in body, "this is another version of pbzip2"
    body = body.replace("safe_mutex_lock(OutMutex);", ";")
    body = re.sub(r"\w+_mutex_unlock\(OutMutex\);", ";", body)
    body = body.replace("safe_cond_wait(notTooMuchNumBuffered, OutMutex);", "usleep(1000);")
    source.write_text(text[:begin] + body + text[end:], errors="surrogateescape")


def build_zstd(build):
    zstd = build.unpack("libzstd")
    build.run("make", "-C", "programs", f"-j{build.jobs}", f"CC={build.cc}", "CFLAGS=-O2 -g", "HAVE_ZLIB=0", "HAVE_LZMA=0",
              "HAVE_LZ4=0", "zstd", cwd=zstd)
    return zstd / "programs" / "zstd"


def work_zstd(session):
    round_trip(session, ["-T3", "-3", "-B1MiB", "-q", "-c"], ["-d", "-q", "-c"], 8)


def unlock_zstd(folder):
    # Takes the pool's mutex out of POOL_add: the queue's head and tail are then written by two threads.
    source = folder / "libzstd" / "lib" / "common" / "pool.c"
    text = source.read_text()
    begin = text.index("void POOL_add(")
    end = text.index("\n}\n", begin)
    body = text[begin:end]
    assert "ZSTD_pthread_mutex_lock(&ctx->queueMutex);" in body, "this is another version of zstd"
    body = body.replace("ZSTD_pthread_mutex_lock(&ctx->queueMutex);", "")
    body = body.replace("ZSTD_pthread_mutex_unlock(&ctx->queueMutex);", "")
    body = body.replace("ZSTD_pthread_cond_wait(&ctx->queuePushCond, &ctx->queueMutex);", ";")
    source.write_text(text[:begin] + body + text[end:])


def build_xz(build):
    xz = build.unpack("xz-utils")
    build.run("./configure", "--disable-shared", "--disable-nls", "--disable-doc", "--disable-scripts",
              "--disable-dependency-tracking", "CFLAGS=-O2 -g", cwd=xz)
    build.run("make", f"-j{build.jobs}", cwd=xz)
    return xz / "src" / "xz" / "xz"


def work_xz(session):
    round_trip(session, ["-T3", "-1", "--block-size=1MiB", "-c"], ["-d", "-T3", "-c"], 6)


# ---- Databases --------------------------------------------------------------------------------------------------------

def build_leveldb(build):
    leveldb = build.unpack("leveldb")
    build.run("cmake", "-G", "Ninja", "-B", "out", "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DLEVELDB_BUILD_TESTS=OFF",
              "-DLEVELDB_BUILD_BENCHMARKS=ON", cwd=leveldb)
    build.run("ninja", "-C", "out", f"-j{build.jobs}", "db_bench", cwd=leveldb)
    return leveldb / "out" / "db_bench"


def work_leveldb(session):
    count = 3000 * session.scale
    printed = session.run("--threads=3", f"--num={count}", "--write_buffer_size=65536", f"--db={session.folder / 'db'}",
                          "--benchmarks=fillseq,fillrandom,readrandom,readwhilewriting,compact,readseq,overwrite")
    rows = re.findall(r"^(\w+)\s+:\s+[\d.]+ micros/op", printed, re.M)
    assert len(rows) == 7, f"db_bench printed: {printed}"
    assert f"of {count} found" in printed


SQLITE_THREADS = pathlib.Path(__file__).resolve().parent.parent / "bench" / "sqlite_threads.c"


def build_sqlite_source(build):
    """The folder of sqlite3.c, SQLite as one file."""
    sqlite = build.unpack("sqlite3")
    folder = sqlite / "out"
    folder.mkdir()
    build.run("../configure", "--disable-tcl", "--disable-readline", "CFLAGS=-O1 -g", cwd=folder)
    build.run("make", "sqlite3.c", cwd=folder)
    return folder


def build_sqlite(build):
    folder = build_sqlite_source(build)
    build.run("sh", "-c", f"{build.cc} -g -O1 -DSQLITE_THREADSAFE=1 -I. -I../src ../test/threadtest3.c ../src/test_multiplex.c "
              "sqlite3.c -o threadtest3 -pthread -ldl -lm", cwd=folder)
    return folder / "threadtest3"


def work_sqlite(session):
    for test in ("walthread2", "cgt_pager_1", "lookaside1"):
        printed = session.run(test, cwd=session.folder)
        assert re.search(r"^0 errors out of 1 tests", printed, re.M), printed


def build_sqlite_bench(build):
    folder = build_sqlite_source(build)
    build.run("sh", "-c", f"{build.cc} -O2 -g -DSQLITE_THREADSAFE=1 -c sqlite3.c -o sqlite3.o", cwd=folder)
    build.run("sh", "-c", f"{build.cc} -O2 -g -I. -c {SQLITE_THREADS} -o threads.o", cwd=folder)
    build.run("sh", "-c", f"{build.cc} sqlite3.o threads.o -o sqlite_threads -pthread -ldl -lm", cwd=folder)
    return folder / "sqlite_threads"


def work_sqlite_bench(session):
    printed = session.run(12000 * session.scale)
    assert re.fullmatch(rf"6000 rows, weight 287419, {36000 * session.scale} found\n", printed), printed


# ---- Servers under load -----------------------------------------------------------------------------------------------

def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def connect(port, seconds=30):
    """A connection to a server that is just starting."""
    until = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=30)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def build_memcached(build):
    memcached = build.unpack("memcached")
    build.run("./configure", "--disable-docs", "--disable-coverage", "--disable-dependency-tracking", "CFLAGS=-O2 -g", cwd=memcached)
    build.run("make", f"-j{build.jobs}", "memcached", cwd=memcached)
    return memcached / "memcached"


# Each looked up in the source of 1.6.18.
MEMCACHED_RACES = [
    (r"current_time", r"clock_handler", "the main thread's timer writes the clock, every thread reads it, and it is volatile, "
     "not atomic"),
    (r".*refcount", r"limited_get", "limited_get() looks at it->refcount after item_get() has given the item's lock back"),
    (r".*it_flags", r"lru_pull_tail", "lru_pull_tail() looks for crawlers by search->it_flags under the LRU's lock; others "
     "write the flags under the item's"),
    (r"tails.*time", r"lru_maintainer_juggle", "the maintainer reads the tail's time under the LRU's lock; do_item_update() "
     "writes it under the item's"),
    (r".*slabs_clsid", r"process_get_command|proto_text.*", "process_get_command() uses it->slabs_clsid for its statistics "
     "without the item's lock, while the LRU moves the item"),
    (r"stats_state\.curr_items", r"clock_handler", "clock_handler() reads curr_items without STATS_LOCK"),
]


def memcached_client(port, me, rounds):
    """Sets and gets keys of its own and a counter of all; yields what is wrong."""
    with connect(port) as line:
        stream = line.makefile("rwb")

        def say(text, lines):
            stream.write(text.encode())
            stream.flush()
            return [stream.readline().strip().decode() for _ in range(lines)]

        for i in range(rounds):
            value = f"value-{me}-{i}" * (1 + i % 40)
            if say(f"set key-{me}-{i % 50} 0 0 {len(value)}\r\n{value}\r\n", 1) != ["STORED"]:
                yield "a set was not stored"
            if say(f"get key-{me}-{i % 50}\r\n", 3)[1] != value:
                yield "a get gave another value"
            say("incr all 1\r\n", 1)


def work_memcached(session):
    from concurrent.futures import ThreadPoolExecutor
    port = free_port()
    user = ["-u", "root"] if os.geteuid() == 0 else []
    with session.start("-l", "127.0.0.1", "-p", port, "-U", "0", "-t", "4", "-m", "64", "-c", "100", *user):
        with connect(port) as line:
            line.sendall(b"set all 0 0 1\r\n0\r\n")
            assert line.recv(100).startswith(b"STORED")
        with ThreadPoolExecutor(4) as pool:
            wrong = [w for part in pool.map(lambda me: list(memcached_client(port, me, 300 * session.scale)), range(4)) for w in part]
        assert not wrong, wrong[:3]
        with connect(port) as line:
            line.sendall(b"get all\r\n")
            assert str(1200 * session.scale).encode() in line.recv(100), "increments were lost"


def build_redis(build):
    redis = build.unpack("redis")
    build.run("make", "-C", "src", f"-j{build.jobs}", "MALLOC=libc", f"CC={build.cc}", "OPTIMIZATION=-O2", "USE_SYSTEMD=no",
              "BUILD_TLS=no", "redis-server", "redis-benchmark", "redis-cli", cwd=redis)
    return redis / "src" / "redis-server"


def work_redis(session):
    port = free_port()
    tools = session.program.parent
    with session.start("--port", port, "--save", "", "--appendonly", "yes", "--dir", session.folder, "--io-threads", "2",
                       "--io-threads-do-reads", "yes", "--lazyfree-lazy-user-del", "yes"):
        connect(port).close()
        session.run_other(tools / "redis-benchmark", "-p", port, "-n", 600 * session.scale, "-c", "10", "-r", "1", "-q", "-t",
                          "set,get,incr,lpush,lpop,sadd,hset,mset")
        said = session.run_other(tools / "redis-cli", "-p", port, "incr", "counter:000000000000")
        assert int(said) == 600 * session.scale + 1, f"redis-cli said {said}"
        session.run_other(tools / "redis-cli", "-p", port, "shutdown", "nosave")


PROGRAMS = {program.name: program for program in (
    Program("pbzip2", ["make"], build_pbzip2, work_pbzip2, unlock=unlock_pbzip2, unlocked="outputBufferAdd"),
    Program("zstd", ["make"], build_zstd, work_zstd, unlock=unlock_zstd, unlocked="POOL_", bench_scale=3),
    Program("xz", ["make"], build_xz, work_xz),
    Program("leveldb", ["cmake", "ninja-build"], build_leveldb, work_leveldb, bench_scale=3),
    Program("memcached", ["make", "libevent-dev", "perl"], build_memcached, work_memcached, MEMCACHED_RACES, bench_scale=2),
    Program("redis", ["make"], build_redis, work_redis, bench_scale=8),
    Program("sqlite", ["make", "tcl"], build_sqlite, work_sqlite),
)}

# What is measured: the same programs; SQLite's own thread test runs for a given time, so it has another, fixed work.
BENCHED = {**PROGRAMS, "sqlite": Program("sqlite", ["make", "tcl"], build_sqlite_bench, work_sqlite_bench, bench_scale=3)}
