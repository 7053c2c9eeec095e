"""The page that asks for the token. It stands alone: without the token nothing else of the page is served."""

import base64
import hashlib
import html
from typing import Final

_STYLE: Final = """
html { color-scheme: dark; background: #10151c; color: #eef2f6; font: 17px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
form { display: grid; gap: 14px; width: min(340px, calc(100vw - 40px)); padding: 24px; border-radius: 12px; }
form { background: #171e27; }
h1 { margin: 0; font-size: 24px; }
p { margin: 0; color: #a2afbd; }
input, button { font: inherit; min-height: 48px; padding: 4px 14px; box-sizing: border-box; width: 100%; }
input, button { border: 1px solid #33404f; border-radius: 8px; }
input { background: #10151c; color: inherit; }
button { background: #f0b653; color: #1d1402; border-color: transparent; font-weight: 700; cursor: pointer; }
:focus-visible { outline: 2px solid #ffd991; outline-offset: 2px; }
"""
STYLE_SOURCE: Final = f"'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
"""What a content policy has to allow."""


def token_form(sentence: str) -> bytes:
    """HTML that sends `token` to the page's own address; `sentence` says why it is asked for."""
    why = html.escape(sentence[0].upper() + sentence[1:])
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>jamd</title>
<style>{_STYLE}</style>
<form>
  <h1>jamd</h1>
  <p>{why}. The address and the QR code that jamd shows with --stand hold the token.</p>
  <input name="token" type="password" aria-label="Token" placeholder="Token" autocomplete="current-password" autofocus>
  <button>Open</button>
</form>
</html>
""".encode()
