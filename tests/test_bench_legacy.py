"""The bench of the import counts what it says, and can fail."""

import pytest

from bench import legacy


@pytest.mark.parametrize("linking", [True, False])
def test_a_small_run_measures_both_ways_on_the_same_lines(capsys: pytest.CaptureFixture[str], linking: bool) -> None:
    found = legacy.run(300, 20, linking=linking)
    assert found["linked"] > 250
    assert found["counts_right"] is True
    assert found["loaded"] > 250
    assert found["ratio"] > 0
    assert found["peak_mb"] > 0
    assert capsys.readouterr().out.splitlines()[-1] in ("PASS", "FAIL")


def test_a_missed_target_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(legacy, "TARGET", 1e9)
    legacy.run(50, 5)
    assert capsys.readouterr().out.splitlines()[-1] == "FAIL"
