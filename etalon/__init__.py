"""The court: where what theory predicts meets what numerics observes.

`claims/` is content and knows no tool; the tools (verify, report, cli) know claims only as objects. This file
imports nothing, so that the command line starts at once.
"""
