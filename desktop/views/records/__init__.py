"""The one list, the one pane and the one form of every kind of record."""
