"""The shell of the judge: what is loaded for a batch, and what is saved of it."""
