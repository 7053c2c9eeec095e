"""One table of voices, there and back."""

from jamd.music import drum_kit as kit


def test_every_voice_sounds_as_itself() -> None:
    assert len(kit.VOICES) == len(kit.PITCH_OF_VOICE) == 12
    for voice, pitch in enumerate(kit.PITCH_OF_VOICE):
        assert kit.VOICE_OF_PITCH[pitch] == voice


def test_the_notes_of_an_electronic_kit_have_their_voices() -> None:
    td11 = {36: "kick", 38: "snare", 40: "snare", 37: "sidestick", 48: "high tom", 50: "high tom", 45: "mid tom"}
    td11 |= {47: "mid tom", 43: "low tom", 58: "low tom", 46: "open hat", 26: "open hat", 42: "closed hat"}
    td11 |= {22: "closed hat", 44: "pedal hat", 49: "crash", 55: "crash", 57: "crash", 52: "crash"}
    td11 |= {51: "ride", 59: "ride", 53: "ride bell"}
    assert {pitch: kit.VOICES[kit.VOICE_OF_PITCH[pitch]] for pitch in td11} == td11


def test_hand_percussion_is_no_part_of_the_kit() -> None:
    assert not {54, 56, 64, 70, 82} & kit.VOICE_OF_PITCH.keys()
