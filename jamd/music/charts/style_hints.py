"""What a chart writes for its style, `Medium Swing` or `Even 8ths`, as one of the band's styles."""

import re
from typing import Final, cast, get_args

from jamd.commands.choices import Style

# The first pattern that is found in the hint, in lower case, says the style.
_HINTS: Final[tuple[tuple[str, Style], ...]] = (
    (r"shuffle|boogie|12/8", "shuffle"),
    (r"bossa|rh?umba|bolero|beguine|cha[- ]?cha|tango", "bossa"),
    (r"samba|latin|salsa|afro|montuno|mambo|calypso|baiao|partido|songo", "samba"),
    (r"waltz|vals", "waltz"),
    (r"ballad", "ballad"),
    (r"funk|rock|pop|soul|r ?& ?b|rnb|fusion|hip[- ]?hop|disco|16ths|gospel|reggae|motown", "funk"),
    (r"even|straight|ecm|modal", "even"),
    (r"swing|bop|jazz|blues|two[- ]?beat|dixie|trad|foxtrot|fox[- ]?trot|stride|ragtime", "swing"),
)


def style_of_hint(hint: str) -> Style | None:
    """None where the hint says nothing that the band knows."""
    words = hint.lower()
    if words in get_args(Style):
        return cast(Style, words)
    return next((style for pattern, style in _HINTS if re.search(pattern, words)), None)
