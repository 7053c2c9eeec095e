"""What a stranger reads first."""

from train.judge.summary import WORST, summary


def figure(value: float | None, missed_by: float) -> dict[str, object]:
    met = {} if value is None else {"must_met": missed_by == 0, "must_missed_by": missed_by}
    return {"value": value, "ci": None, **met, "real": None, "must": ">= 1", "baselines": {}}


def test_musts_are_counted_and_the_worst_figures_come_first() -> None:
    measures = {"D1": figure(0.3, 0), "S2": figure(None, 0), **{f"D3.alone.{i}": figure(0.5, i) for i in range(1, 8)}}
    text = "".join(summary({"part": "drums", "player": "seed", "measures": measures}))
    assert "| musts met | " in text
    assert "1 of 8" in text  # what cannot be told counts nowhere
    worst = text.partition("seed, what is worst: ")[2]
    assert worst.index("D3.alone.7") < worst.index("D3.alone.6")
    assert worst.count("must >= 1") == WORST


def test_who_has_no_figures_is_not_said_to_be_perfect() -> None:
    text = "".join(summary({"part": "drums", "player": "seed", "measures": {"D1": figure(0.3, 0)}}))
    assert "rules, what is worst" not in text
