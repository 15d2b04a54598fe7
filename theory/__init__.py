"""What the algebra says: formulas, derivations and proofs, from the definition of the two losses.

Rules of this room. It imports sympy and the two solvers, never numpy, numerics or etalon. It iterates no
step of a training run and holds no decimal number. A formula is a function of sympy expressions; next to
it stands its derivation, whose every line is re-checked when it is made, and its proof.
"""
