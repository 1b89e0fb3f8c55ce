"""How the portal sees whether the database takes anything in, as SQL: an emptied table has a new file."""

from services.runtime.database.query import written

SHORT_WAIT = written("set local lock_timeout = '2s'")
EMPTIED = written("truncate runtime.write_probe")
FILLED = written("insert into runtime.write_probe values (runtime.now(), repeat('.', :characters))")
