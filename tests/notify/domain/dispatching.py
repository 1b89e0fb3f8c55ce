"""Notices that are due."""

from __future__ import annotations

from datetime import timedelta

HOUR = timedelta(hours=1)
