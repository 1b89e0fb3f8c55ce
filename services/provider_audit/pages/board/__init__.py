"""Uppföljning: who is late with what, by period."""
