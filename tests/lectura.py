"""Reports read as their readers' programs would."""

from __future__ import annotations

from html.parser import HTMLParser


class Lectura(HTMLParser):
    """What a browser would make of a page: its elements, links, and visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.etiquetas: list[tuple[str, dict[str, str | None]]] = []
        self.celdas: list[list[str]] = []
        self.texto = ""
        self._abierta = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._abierta = tag
        self.etiquetas.append((tag, dict(attrs)))
        if tag == "tr":
            self.celdas.append([])
        elif tag in ("th", "td"):
            self.celdas[-1].append("")

    def handle_data(self, data: str) -> None:
        if self._abierta in ("style", "script"):
            return
        self.texto += data
        if self.celdas and self.celdas[-1]:
            self.celdas[-1][-1] += data

    @property
    def enlaces(self) -> list[str]:
        return [atributos["href"] or "" for tag, atributos in self.etiquetas if tag == "a"]
