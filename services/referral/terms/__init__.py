"""On what terms a provider may be asked: its papers in force, and the gates they close."""
