"""The database: connections, transactions, statements over declared tables, the log, roles, migrations."""
