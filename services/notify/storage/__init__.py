"""Notices as rows: planned, sent, delivered, taken, over; and the copies they are addressed by."""
