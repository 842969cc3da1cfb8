"""Small parts every page is built from; each module is one kind of part, imported where it is used."""
