"""The built-in charts: forms that every jazz player knows, with common changes, as text grids."""

from typing import Final

BUILTIN_CHARTS: Final[dict[str, str]] = {
    "blues-in-bb": """
title: Blues in Bb
| Bb7  | Eb7  | Bb7      | Fm7 Bb7 |
| Eb7  | Edim7 | Bb7     | Dm7b5 G7b9 |
| Cm7  | F7   | Bb7 G7b9 | Cm7 F7 |
""",
    "blues-in-f": """
title: Blues in F
| F7   | Bb7  | F7       | Cm7 F7 |
| Bb7  | Bdim7 | F7      | Am7b5 D7b9 |
| Gm7  | C7   | F7 D7b9  | Gm7 C7 |
""",
    "rhythm-changes": """
title: Rhythm changes in Bb
[A]
| Bbmaj7 G7b9 | Cm7 F7 | Dm7 G7b9 | Cm7 F7 |
| Fm7 Bb7 | Ebmaj7 Ab7 | Dm7 G7b9 | Cm7 F7 |
[A]
| Bbmaj7 G7b9 | Cm7 F7 | Dm7 G7b9 | Cm7 F7 |
| Fm7 Bb7 | Ebmaj7 Ab7 | Cm7 F7 | Bb6 |
[B]
| D7 | % | G7 | % |
| C7 | % | F7 | % |
[A]
| Bbmaj7 G7b9 | Cm7 F7 | Dm7 G7b9 | Cm7 F7 |
| Fm7 Bb7 | Ebmaj7 Ab7 | Cm7 F7 | Bb6 |
""",
    "ii-v-i": """
title: II V I in C
| Dm7 | G7 | Cmaj7 | % |
| Dm7 | G7 | Cmaj7 | A7b9 |
""",
    "ii-v-i-12-keys": """
title: II V I through the twelve keys
| Dm7 | G7 | Cmaj7 | % |
| Cm7 | F7 | Bbmaj7 | % |
| Bbm7 | Eb7 | Abmaj7 | % |
| Abm7 | Db7 | Gbmaj7 | % |
| F#m7 | B7 | Emaj7 | % |
| Em7 | A7 | Dmaj7 | % |
| Ebm7 | Ab7 | Dbmaj7 | % |
| C#m7 | F#7 | Bmaj7 | % |
| Bm7 | E7 | Amaj7 | % |
| Am7 | D7 | Gmaj7 | % |
| Gm7 | C7 | Fmaj7 | % |
| Fm7 | Bb7 | Ebmaj7 | % |
""",
    "jazz-waltz": """
title: Waltz around the Corner
meter: 3/4
[A]
| Fmaj7 | Em7b5 A7b9 | Dm7 | Cm7 F7 |
| Bbmaj7 | Bbm6 | Am7 D7b9 | Gm7 C7 |
[A]
| Fmaj7 | Em7b5 A7b9 | Dm7 | Cm7 F7 |
| Bbmaj7 | Bbm6 | Gm7 C7 | F6 |
[B]
| Cm7 | F9 | Bbmaj7 | % |
| Dm7 | G13 | Gm7 | C7alt |
[A]
| Fmaj7 | Em7b5 A7b9 | Dm7 | Cm7 F7 |
| Bbmaj7 | Bbm6 | Gm7 C7 | F6 |
""",
    "minor-blues": """
title: Minor blues in C
| Cm6 | Dm7b5 G7alt | Cm6 | C7alt |
| Fm7 | Bb7 | Cm7 | % |
| Ab7 | G7alt | Cm6 Am7b5 | Dm7b5 G7alt |
""",
}
