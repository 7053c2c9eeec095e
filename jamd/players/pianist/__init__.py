"""The pianist: `comping` behind the keyboardist, `lines` of its own."""
