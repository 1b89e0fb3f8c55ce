"""The year of the demonstration as it is written, and as it is played."""
