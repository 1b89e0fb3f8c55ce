"""Kafka: the broker, its topics and who may use them, and messages on the wire."""
