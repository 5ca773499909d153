"""Chaos: random faults of the portal, killed processes and two at once; nothing may be lost.

``python -m tests.caos`` runs it at length; ``test_caos`` runs a small fixed set.
"""
