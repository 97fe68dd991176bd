"""Two real programs are built, used and found to have no race that is not explained; one without its lock is found out.

The others take longer: `./dev real` checks all of them. Without a network the sources can't be had: a skip with its reason.
"""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "real"))

import real  # noqa: E402
import recipes  # noqa: E402
import sources  # noqa: E402


@pytest.mark.parametrize("name", ["pbzip2", "zstd"])
def test_a_real_program_has_only_explained_races(name):
    try:
        wrong = real.check(recipes.PROGRAMS[name])
    except sources.FetchError as error:
        pytest.skip(str(error))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["pbzip2"])
def test_without_its_lock_the_race_is_found(name):
    try:
        wrong = real.check_unlocked(recipes.PROGRAMS[name])
    except sources.FetchError as error:
        pytest.skip(str(error))
    assert not wrong, "\n".join(wrong)
