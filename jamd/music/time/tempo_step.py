"""A tempo that goes up or down a step at a time, for those who practise."""


def stepped(bpm: float, step: float, goal: float) -> float:
    """One step further towards the goal; a tempo that is there, or beyond, stays."""
    if step > 0:
        return max(bpm, min(goal, bpm + step))
    return min(bpm, max(goal, bpm + step))
