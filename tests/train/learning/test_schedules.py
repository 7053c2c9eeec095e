from train.learning.schedules import Cosine, Place, Plateau


def test_a_plateau_cuts_the_rate_once_then_ends():
    plateau, place = Plateau(patience=2), Place()
    assert plateau.verdict(place, 3.0) == "keep"
    assert [plateau.verdict(place, 3.1) for _ in range(2)] == ["go on", "go back"]
    assert plateau.rate(place, 100) < plateau.rate(Place(), 100)
    assert plateau.verdict(place, 2.9) == "keep"
    assert [plateau.verdict(place, 2.9) for _ in range(2)] == ["go on", "stop"]


def test_a_cosine_rises_then_falls_to_almost_nothing_and_keeps_the_last_weights():
    cosine = Cosine()
    rates = [cosine.rate(Place(updates=done), 2000) for done in range(2001)]
    top = rates.index(max(rates))
    assert 90 <= top <= 110
    assert rates[:top] == sorted(rates[:top])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[-1] == cosine.lowest
    assert cosine.verdict(Place(best=1.0), 2.0) == "keep"


def test_the_running_mean_forgets_where_it_started():
    """Of a constant that jumps from 0 to 1 with the first update, it is 1 within a percent after 2,000."""
    cosine, mean, place = Cosine(), 0.0, Place()
    for place.updates in range(2000):
        mean += (1 - cosine.remembered(place)) * (1 - mean)
    assert 0.99 < mean <= 1


def test_fine_tuning_is_slower():
    for schedule in (Plateau(), Cosine()):
        assert schedule.gently().rate(Place(updates=50), 1000) < schedule.rate(Place(updates=50), 1000)
