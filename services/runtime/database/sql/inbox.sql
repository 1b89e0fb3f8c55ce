create function this_schema.refuse_move() returns trigger language plpgsql as $$
        begin raise exception 'an event in the inbox does not move from % to %', old.state, new.state; end $$
--
create trigger inbox_moves before update of state on this_schema.inbox for each row
when (old.state <> new.state and (old.state, new.state) not in (
  ('waiting', 'applied'), ('waiting', 'parked'), ('waiting', 'void'), ('parked', 'waiting'), ('parked', 'applied'),
  ('parked', 'void'), ('applied', 'parked'), ('applied', 'void'), ('void', 'parked'), ('void', 'applied')))
execute function this_schema.refuse_move()
