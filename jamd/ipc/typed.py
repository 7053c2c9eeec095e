"""What is typed in the terminal goes from the supervisor, which is in its foreground, to the stage's standard input.
One byte that no key sends says what the stage may do with the terminal from there on.
"""

from typing import Final

KEYS: Final = b"\x0e"  # show how the band is doing; keys come
SHOWN: Final = b"\x0f"  # show it; nothing can be typed
HIDDEN: Final = b"\x10"  # another program has the terminal now
MODES: Final = KEYS + SHOWN + HIDDEN
