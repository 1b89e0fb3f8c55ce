"""How the rows of each table of a file are planned."""
