"""Covering a real taxpayer's data on the page itself, so that no picture ever has it.

The text stays in the document, where the page objects read it; only its drawing is covered, with
the CSS Custom Highlight API for text and with dots for what fields hold. A field that can't be
written in shows its text while nothing of it is to be hidden. The observer runs before the browser
paints what changed. Whether all was covered is asked of the browser's own reading of the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from icsoe_bot.portal.tapado import palabras_propias

HAY_MASCARA = "() => Boolean(globalThis.CSS?.highlights && globalThis.Highlight)"
"""Whether the browser can cover; Chromium can from version 105 on."""

AL_DESCUBIERTO = "() => Boolean(globalThis[Symbol.for('icsoe.descubierto')]?.())"
"""Covers what a frame shows now, and tells whether anything of it stays uncovered."""

AVISO_DE_DESCUBIERTO = "icsoeDescubierto"
"""The function that pages call, if they have it, when something stays uncovered."""


def guion_de_mascara(valores: Sequence[str]) -> str:
    """A script for every page and frame, which covers ``valores`` wherever they show.

    Case, accents, spaces and hyphens don't matter, nor does it over how many elements a value is
    spread. Of names each word is covered by itself too, since portals turn their order around.
    """
    return f"({_guion()})({json.dumps(list(valores))}, {json.dumps(palabras_propias(valores))})"


@cache
def _guion() -> str:
    texto = (files(__package__) / "mascara.js").read_text(encoding="utf-8")
    return texto.split("\n", 1)[1].rstrip()
