"""Settings of the office (设置) and the lists it works with."""
