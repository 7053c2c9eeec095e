"""The score sheet: one page that works offline and does not reveal who plays."""

import html
from collections.abc import Mapping, Sequence
from typing import Final

QUESTIONS: Final = {
    "human": ("Is this a human player?", "surely not", "surely"),
    "jazz": ("Does it swing, is it good jazz?", "not at all", "very much"),
    "holds": ("Does it hold together?", "random", "a clear idea"),
}

_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Listening test</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em }}
section {{ border-top: 1px solid #999; margin-top: 2em }}
fieldset {{ border: 0; padding: 0; margin: .3em 0 }} legend {{ float: left; width: 17em }} audio {{ width: 100% }}
label {{ margin: 0 .4em }} small {{ color: #666 }}
</style>
<h1>Listening test</h1>
<p>Each group is one tune, played by different musicians; some may be people, some machines. Use headphones, listen to
a clip to its end, answer, and go back as often as you like. Nothing is sent anywhere: the button at the end saves a
small file; give it to whoever asked you.</p>
<p><label>Your name or a made-up one <input id="listener" required></label>
<label>Years of playing music <input id="years" type="number" min="0" max="99" value="0"></label></p>
<form id="sheet">
{groups}
</form>
<p><button id="save">Save my answers</button> <span id="left"></span></p>
<script>
const form = document.getElementById('sheet')
const all = {count}
function answers() {{ return Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, Number(value)])) }}
function show() {{
  document.getElementById('left').textContent = Object.keys(answers()).length + ' of ' + all + ' answered'
}}
form.addEventListener('change', show)
show()
document.getElementById('save').addEventListener('click', () => {{
  const listener = document.getElementById('listener').value.trim() || 'anonymous'
  const sheet = {{pack: '{pack}', listener, years: Number(document.getElementById('years').value), answers: answers()}}
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([JSON.stringify(sheet, null, 1)], {{type: 'application/json'}}))
  link.download = 'sheet-' + listener.replace(/[^a-z0-9]+/gi, '-') + '.json'
  link.click()
}})
</script>
</html>
"""


def page(pack: str, groups: Mapping[str, Sequence[str]]) -> str:
    """A page for groups of clips: heading -> file names without the ending."""
    shown = "\n".join(_group(heading, clips) for heading, clips in groups.items())
    count = sum(len(clips) for clips in groups.values()) * len(QUESTIONS)
    return _PAGE.format(groups=shown, count=count, pack=html.escape(pack))


def _group(heading: str, clips: Sequence[str]) -> str:
    return f"<section><h2>{html.escape(heading)}</h2>\n" + "\n".join(map(_clip, clips)) + "\n</section>"


def _clip(clip: str) -> str:
    rows = "\n".join(_question(clip, id, *words) for id, words in QUESTIONS.items())
    return f'<h3>{clip}</h3>\n<audio controls preload="none" src="{clip}.wav"></audio>\n{rows}'


def _question(clip: str, id: str, question: str, low: str, high: str) -> str:
    choices = "".join(
        f'<label><input type="radio" name="{clip}/{id}" value="{value}">{value}</label>' for value in range(1, 6)
    )
    return f"<fieldset><legend>{question}</legend><small>{low}</small>{choices}<small>{high}</small></fieldset>"
