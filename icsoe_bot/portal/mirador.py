"""Who watches a tab: told of each page and of what is about to be done on it."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page


class SinMirador:
    """The usual case: nobody watches."""

    def preparar(self, contexto: BrowserContext) -> None:
        """Before the first page of ``contexto`` opens."""

    def seguir(self, page: Page) -> None:
        """The tab shows ``page`` from now on."""

    def antes(self, que: Locator, nombre: str, *, pulsa: bool = True) -> None:
        """Something is about to be done to ``que``, which people call ``nombre``.

        ``pulsa`` is false where it is only to be looked at.

        It raises nothing and changes nothing: what is wrong with ``que`` is for the action to find.
        """

    def problema(self) -> None:
        """What shows now is why a run can't go on, or may not. It raises nothing either."""

    def cerrar(self) -> None:
        """The tab is about to close."""
