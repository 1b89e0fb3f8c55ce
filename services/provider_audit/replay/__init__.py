"""The same again, and the proof: fold a log, verify a database, explain a finding."""
