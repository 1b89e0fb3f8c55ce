create function directory.mark_decided() returns trigger language plpgsql as
$$ begin new.decided_in := transaction_timestamp(); return new; end $$
--
create trigger decided before update on directory.proposal for each row execute function directory.mark_decided()
