"""The embedded parts: PostgreSQL and a Kafka-protocol broker inside one process, for trying the product out."""
