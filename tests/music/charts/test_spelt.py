from jamd.music.charts.spelt import spelt
from jamd.music.charts.text_grid import chart_text, read_grid


def test_no_page_holds_two_spellings_of_one_chord() -> None:
    chart = read_grid("| C-7 | Cm7 | Cmi7 F^7 | Bh7 G7xyz |")
    bars = {spelling: chart_text(spelt(chart, spelling)).splitlines()[-1] for spelling in ("Cm7", "C-7", "Cmi7")}
    assert bars == {
        "Cm7": "| Cm7 | % | Cm7 Fmaj7 | Bm7b5 G7xyz |",
        "C-7": "| C-7 | % | C-7 FΔ7 | Bø7 G7xyz |",
        "Cmi7": "| Cmi7 | % | Cmi7 Fma7 | Bmi7(b5) G7xyz |",
    }
