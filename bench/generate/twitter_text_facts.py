"""Writes bot/compose/tlds.py and prints emoji tables for bot/compose/emoji.py from what npm's twitter-text does.

The tables are found by asking: every top-level domain named anywhere in the package's lists is tried
in a link, and every code point is tried alone, with a variation selector, with a skin tone and joined.

    npm install --prefix DIR twitter-text@3.1.0
    python bench/generate/twitter_text_facts.py DIR
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

COMPOSE = Path(__file__).parents[2] / "bot" / "compose"

PROBE = r"""
const tt = require('twitter-text');
const {parse} = require('twemoji-parser');
const names = [...new Set((tt.regexen.validGTLD.source + '|' + tt.regexen.validCCTLD.source)
  .split(/[^\p{L}\p{M}\p{N}-]+/u))];
const tlds = names.filter(n => n && tt.extractUrls('x.' + n).length + tt.extractUrls('http://x.' + n).length);
const whole = s => { const p = parse(s); return p.length === 1 && p[0].text === s; };
const TONE = '\u{1F3FD}', ZWJ = '\u200D', VS = '\uFE0F', FEMALE = '\u2640\uFE0F', MAN = '\u{1F468}';
const found = {styled: [], toned: [], gendered: [], gendered_styled: [], roles: [], keycaps: [], paired: []};
for (let c = 1; c <= 0x1FFFF; c++) {
  if ((c >= 0xD800 && c <= 0xDFFF) || c === 0xFE0F) continue;
  const s = String.fromCodePoint(c);
  if (whole(s + VS)) found.styled.push(c);
  if (whole(s + TONE)) found.toned.push(c);
  if (whole(s + TONE + ZWJ + FEMALE) && whole(s + ZWJ + FEMALE)) found.gendered.push(c);
  else if (whole(s + ZWJ + FEMALE)) found.paired.push(c);
  if (whole(s + VS + ZWJ + FEMALE)) found.gendered_styled.push(c);
  if (whole(MAN + TONE + ZWJ + s)) found.roles.push([c, false]);
  if (whole(MAN + TONE + ZWJ + s + VS)) found.roles.push([c, true]);
  if (whole(s + '\u20E3') && whole(s + VS + '\u20E3')) found.keycaps.push(c);
}
const flags = [];
const A = 0x1F1E6;
for (let a = 0; a < 26; a++) for (let b = 0; b < 26; b++)
  if (whole(String.fromCodePoint(A + a, A + b))) flags.push(String.fromCharCode(65 + a, 65 + b));
console.log(JSON.stringify({tlds, flags, ...found}));
"""


def probe(prefix: Path) -> dict[str, list[object]]:
    script = prefix / "probe.js"
    script.write_text(PROBE, encoding="utf-8")
    done = subprocess.run(["node", str(script)], check=True, capture_output=True, cwd=prefix)
    return json.loads(done.stdout)


def tld_module(tlds: list[str]) -> str:
    ascii_names = sorted({name.lower() for name in tlds if name.isascii()} - {"xn"})
    other_names = sorted((name for name in tlds if not name.isascii()), key=lambda n: (-len(n), n))
    return "\n".join(
        [
            '"""The top-level domains that make a dotted word a link on X.',
            "",
            "A list of facts: the names that npm's twitter-text 3.1.0 takes for top-level domains. Written by",
            "``bench/generate/twitter_text_facts.py``; do not edit by hand.",
            '"""',
            "",
            "from __future__ import annotations",
            "",
            '_ASCII = """',
            textwrap.fill(" ".join(ascii_names), 100, break_on_hyphens=False),
            '"""',
            "",
            '_OTHER = """',
            textwrap.fill(" ".join(other_names), 100, break_on_hyphens=False),
            '"""',
            "",
            "ASCII_TLDS = frozenset(_ASCII.split())",
            "",
            "OTHER_TLDS = tuple(_OTHER.split())",
            '"""Those with letters outside ASCII, longest first: no name hides a longer one."""',
            "",
        ]
    )


def ranges(points: list[int]) -> str:
    """The code points as the inside of a character class."""
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return "".join(
        escape(a) if a == b else escape(a) + ("" if b == a + 1 else "-") + escape(b)
        for a, b in runs
    )


def escape(point: int) -> str:
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def main() -> None:
    facts = probe(Path(sys.argv[1]).resolve())
    (COMPOSE / "tlds.py").write_text(tld_module(facts["tlds"]), encoding="utf-8")  # type: ignore[arg-type]
    for name in ("styled", "toned", "gendered", "gendered_styled", "paired", "keycaps"):
        print(name, ranges(facts[name]))  # type: ignore[arg-type]
    print("roles", ranges([c for c, vs in facts["roles"] if not vs]))  # type: ignore[misc]
    print("roles_styled", ranges([c for c, vs in facts["roles"] if vs]))  # type: ignore[misc]
    print("flags", " ".join(facts["flags"]))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
