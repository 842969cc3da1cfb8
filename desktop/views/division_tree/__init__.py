"""Divisions (区划) as a tree and as a list."""
