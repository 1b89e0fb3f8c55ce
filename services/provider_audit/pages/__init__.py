"""The audit's pages: Uppföljning, findings, the rules, and what it shows on others' pages."""
