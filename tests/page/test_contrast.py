"""WCAG AA, measured on what Chromium has laid out: 4.5 to 1 for text, 3 to 1 for large text."""

from typing import Any

import pytest
from page.listening import transport

_FAINT = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => [r, g, b].map((c) => linear(c / 255))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if ((colour[3] ?? 1) > 0.5) return colour;
    }
    return [255, 255, 255];
  };
  const out = [];
  for (const each of document.querySelectorAll('body *')) {
    const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || each.closest('.key.black, .unseen, svg, noscript, option')) continue;
    if (!each.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(each);
    const [a, b] = [light(parse(style.color)), light(ground(each))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    out.push({ text: each.textContent.trim().slice(0, 30), ratio: (a + 0.05) / (b + 0.05), large });
  }
  return out;
}"""


@pytest.mark.parametrize("room", ["Stage", "Board"])
def test_text_has_enough_contrast(page: Any, room: str) -> None:
    transport(page, True)
    page.get_by_role("link", name=room).click()
    found = page.evaluate(_FAINT)
    assert len(found) > 20
    assert [each for each in found if each["ratio"] < (3 if each["large"] else 4.5)] == []
