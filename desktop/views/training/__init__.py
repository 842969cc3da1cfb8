"""Training (培训): classes, trainers, sign-in, certificates."""
