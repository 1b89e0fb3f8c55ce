"""Notices as rows: planned, told, delivered, taken, over; and the copies they are addressed by."""
