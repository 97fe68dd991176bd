"""Sources of real programs, from Debian by `apt-get source`, without touching the system's own lists.

Everything lies below <build>/real: a sources list, package lists, downloads, and one unpacked tree for each use.
"""
import os
import pathlib
import shutil
import subprocess
import sys

DEBIAN = "http://deb.debian.org/debian"
SUITE = "bookworm"


class FetchError(Exception):
    """The sources could not be had; the text says what to do."""


def run(command, **more):
    """Runs a command and returns its output; what it prints is shown only when it fails."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", **more)
    if done.returncode != 0:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout)
    return done.stdout


def need_packages(packages):
    """Installs Debian packages that a build needs and that are missing."""
    missing = [p for p in packages if "install ok installed" not in
               subprocess.run(["dpkg-query", "-W", "-f", "${Status}", p], capture_output=True, text=True).stdout]
    if not missing:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    try:
        run([*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends",
             *missing])
    except (OSError, subprocess.CalledProcessError) as error:
        raise FetchError(f"packages {' '.join(missing)} are missing and apt-get could not install them: {error}") from error


class Store:
    """Where sources are kept between runs."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def _apt(self, *arguments, cwd=None):
        lists, cache = self.folder / "lists", self.folder / "cache"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        (cache / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        sources = self.folder / "sources.list"
        sources.write_text(
            f"deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {DEBIAN} {SUITE} main\n")
        options = {"Dir::Etc::sourcelist": sources, "Dir::Etc::sourceparts": "-", "Dir::State::lists": lists,
                   "Dir::Cache": cache, "APT::Sandbox::User": "root"}
        run(["apt-get", *[f"-o{key}={value}" for key, value in options.items()], "-qq", *arguments], cwd=cwd)

    def description(self, package):
        """The .dsc file of a source package, downloaded once."""
        folder = self.folder / "download" / package
        found = list(folder.glob("*.dsc"))
        if not found:
            print(f"real: fetching the source of {package}", file=sys.stderr)
            folder.mkdir(parents=True, exist_ok=True)
            try:
                if not list((self.folder / "lists").glob("*Sources*")):
                    self._apt("update")
                self._apt("source", "--download-only", package, cwd=folder)
            except subprocess.CalledProcessError as error:
                raise FetchError(f"apt-get source {package} did not succeed: {error.output.strip()[-400:]}") from error
            found = list(folder.glob("*.dsc"))
        return found[0]

    def unpack(self, package, target):
        """A fresh tree of the package at `target`, with Debian's patches applied."""
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        run(["dpkg-source", "-x", self.description(package), target])
        return target
