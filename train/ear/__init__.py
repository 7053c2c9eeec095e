"""Teaches the ear that hears the harmony where there is no chart."""
