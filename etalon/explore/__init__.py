"""Counterexamples: searched, made as simple as they can be, explained, and kept as files.

Knows claims as objects and both sides only through them.
"""
