"""Accounts (账号): who may log in, their passwords, and the recovery key."""
