"""The portal's screens, one module each, and the signing widget.

A page object knows its own elements and nothing of the order of a trámite. Each says whether it
is loaded; each action returns the screen that followed, once that screen has proved itself.
"""
