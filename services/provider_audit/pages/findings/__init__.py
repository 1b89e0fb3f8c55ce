"""Findings: the lists, one finding, why it stands, the reply and the decision."""
