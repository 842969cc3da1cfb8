"""Backups (备份) of the office and the check of its database."""
