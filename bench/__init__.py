"""Benchmarks on the replica, as ratios within one run. ``python -m bench`` runs them."""
