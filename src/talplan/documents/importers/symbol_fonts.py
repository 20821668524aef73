"""Letters of symbol fonts → Unicode: in the fonts Symbol and Wingdings a sign has the code of another letter."""

from __future__ import annotations

# From 0x20 on; a blank is a place without a sign, or one of the pieces that large brackets are built from.
_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ "
    "                                "
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|—↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑           ⟩∫             "
)
_WINGDINGS = {
    "!": "✏", '"': "✂", "(": "☎", ")": "✆", "*": "✉", "J": "☺", "L": "☹", "l": "●", "m": "○", "n": "■", "o": "□",
    "q": "❑", "u": "◆", "v": "❖", "w": "⬥", "x": "⌧", "\x80": "⓪", "\x9f": "•", "\xa7": "▪", "\xa8": "◻",
    "\xaa": "✦", "\xab": "★", "\xd8": "➢", "\xdc": "➲", "\xdf": "←", "\xe0": "→", "\xe1": "↑", "\xe2": "↓",
    "\xe8": "➔", "\xf0": "⇨", "\xfb": "✗", "\xfc": "✓", "\xfd": "☒", "\xfe": "☑",
}  # fmt: skip
# Signs before the lines of a list: without their font they are known by their place in the private area alone.
_BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf076": "❖", "\uf06c": "●", "\uf0e0": "→"}
_PRIVATE = 0xF000
UNKNOWN = "\ufffd"


def is_symbol_font(font: str) -> bool:
    """Whether the letters of a font are signs."""
    return font.startswith(("Symbol", "Wingdings", "Webdings", "ZapfDingbats"))


def read_symbol(letter: str, font: str = "") -> str:
    """Return the sign that a letter is in a symbol font, UNKNOWN if it has no other place; other letters stay as they
    are."""
    code = ord(letter)
    if not is_symbol_font(font):
        return _BULLETS.get(letter, UNKNOWN) if 0xE000 <= code <= 0xF8FF else letter
    bare = code - _PRIVATE if _PRIVATE <= code <= _PRIVATE + 0xFF else code
    if font.startswith("Symbol"):
        known = 0x20 <= bare < 0x20 + len(_SYMBOL) and (_SYMBOL[bare - 0x20] != " " or bare == 0x20)
        return _SYMBOL[bare - 0x20] if known else UNKNOWN
    if font == "Wingdings":
        return _WINGDINGS.get(chr(bare), " " if bare == 0x20 else UNKNOWN)
    return " " if bare == 0x20 else UNKNOWN
