"""The team (队伍): people and posts."""
