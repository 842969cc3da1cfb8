"""The Party organisation (党组织): its tree, its lists and what is done with them."""
