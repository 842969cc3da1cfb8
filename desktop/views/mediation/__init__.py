"""Mediation on screen: the ledger, consultations, what is due, committees and rooms, mediators, statistics."""
