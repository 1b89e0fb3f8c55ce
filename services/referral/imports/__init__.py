"""A file of facts about running placements: a row is an act of a page, parsed and recorded by the same code."""
