"""Grids (网格): list, form, split and merge, map and boundaries."""
