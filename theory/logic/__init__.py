"""How a line is checked and a proof is joined: the language the theory is written in. Knows no formula.

Rules of this folder: it decides equalities by a normal form, asks two solvers, and joins premises by rules
that make their conclusion; the statements come from outside.
"""
