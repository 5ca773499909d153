"""Acuses on disk: names, verification, integrity."""
