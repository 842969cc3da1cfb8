"""Spreadsheets in the window: what a list brings in and gives out as .xlsx."""
