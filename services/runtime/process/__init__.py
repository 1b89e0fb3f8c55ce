"""A process: its workers, its health, what is checked before it starts and watched while it runs."""
