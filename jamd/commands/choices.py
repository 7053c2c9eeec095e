"""The fixed words that commands and settings choose from. Light: every process loads this, wire included."""

from typing import Final, Literal, get_args

BandPart = Literal["piano", "bass", "drums"]
BAND: Final[tuple[BandPart, ...]] = get_args(BandPart)

Mode = Literal["accompany", "tune", "trade", "continue", "solo", BandPart]
TradeBars = Literal[1, 2, 4, 8, 12]
TradeWith = Literal["piano", "drums", "both"]
Soloist = Literal["you", BandPart, "trade"]  # trade: some of them in turn
BreakBars = Literal[1, 2, 4, "held"]  # held: until the command `back in`
SoloBars = Literal[4, 8, "held"]
SoloChoruses = Literal[1, 2, 3, "held"]
Harmony = Literal["chart", "follow"]
When = Literal["now", "beat", "bar", "section", "chorus"]  # the next one; now: at the same place in the bar
TagBars = Literal[0, 2, 4]
VampBars = Literal[1, 2, 4, 8]
Click = Literal["none", "beside", "instead"]  # a metronome, beside the drums or instead of them
LayOut = Literal["none", BandPart, "band"]  # every other time round
# What they are: music/styles.py.
Style = Literal["swing", "ballad", "waltz", "bossa", "samba", "funk", "shuffle", "even"]
AskedStyle = Literal["auto", Style]  # auto: the chart's, or the meter's

Spelling = Literal["Cm7", "C-7", "Cmi7"]  # of chord symbols: music/harmony/writing.py

SourceName = Literal["internal", "midi", "link", "follow"]  # of the tempo
# When the band begins by itself. auto: as soon as its notes go anywhere; key: at the keyboardist's first key.
StartAt = Literal["auto", "now", "key"]
Sending = Literal["never", "playing", "always"]  # of MIDI clock; always: while the band stands, too

# How a pedal, key or knob is moved to give its command; the words of the last three are those of most DAWs.
Press = Literal["tap", "double tap", "hold", "while held"]
Turn = Literal["knob", "relative twos complement", "relative signed bit", "relative binary offset"]
Gesture = Literal[Press, Turn]
During = Literal["playing", "stopped"]  # what the band does: one pedal can start the next tune as well as end this one
