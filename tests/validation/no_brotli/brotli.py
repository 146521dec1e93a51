"""Stands before the package in the path of warcio 1.8.1, which fails on brotli 1.2 (no `unused_data`); no digest needs
it.
"""

raise ImportError("left out on purpose")
