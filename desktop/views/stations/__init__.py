"""Stations (阵地): their register, members, activities and the counts of a year."""
