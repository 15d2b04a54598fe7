"""Simulation from the definition: exact gradient descent and rigorously enclosed gradient flow.

The package knows samples, losses and real gradients. It must not know any solved form of the dynamics: the
solutions live in ``theory``, which in turn does not know this package, and their agreement is the evidence.
"""
