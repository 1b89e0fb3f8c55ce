"""Notify: tells the people who must act, once, and keeps what became of every notice."""
