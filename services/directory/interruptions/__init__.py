"""Interruptions of the platform, which stop clocks."""
