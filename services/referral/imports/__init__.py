"""A file of what is told about running placements: a row is an act of a page, checked and told by the same code."""
