"""Estimates with honest intervals: pure functions, numbers in, `Estimate` out. docs/methods/estimation.md says why each.

scipy is imported inside the functions: the web process starts without it.
"""
