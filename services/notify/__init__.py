"""Notify: sends a notice, once, to the people who must act, and keeps what became of every notice."""
