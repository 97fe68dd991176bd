"""The page of all kinds of findings: each kind has a section, and each example marked so gives the finding it is about."""
import re

import pytest

import gordian

PAGE = gordian.ROOT / "analyzer" / "findings" / "README.md"
EXAMPLE = re.compile(r"<!-- finds: (\S+) -->\n```cpp\n(.*?)```", re.S)
EXAMPLES = EXAMPLE.findall(PAGE.read_text())


def test_every_kind_has_a_section():
    names = re.findall(r'\{Kind::\w+, "([a-z-]+)"', (PAGE.parent / "kinds.cpp").read_text())
    assert len(names) > 15
    missing = set(names) - set(re.findall(r"^## (\S+)$", PAGE.read_text(), re.M))
    assert not missing


@pytest.mark.parametrize("kind, text", EXAMPLES, ids=[kind for kind, _ in EXAMPLES])
def test_example(kind, text, tmp_path):
    program = gordian.build_text(text, tmp_path, "example.cpp", ("-g", "-O0"))
    outcome = gordian.run(program)
    assert kind in [finding["kind"] for finding in outcome.findings], outcome.errors
