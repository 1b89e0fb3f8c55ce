"""The demonstration year: invented people and providers, lived through the real decisions, logs, relays and judge."""
