"""Real Link peers, our process and our clock meet in a network of their own (`tests/link/in_company.py`)."""

from link.network import ROOT, run_inside


def test_in_company() -> None:
    run_inside(ROOT / "tests" / "link" / "in_company.py")
