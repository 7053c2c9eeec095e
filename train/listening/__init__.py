"""Blind listening tests: renders a pack of anonymous clips with a score sheet, and evaluates the filled sheets."""
