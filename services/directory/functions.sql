create function directory.mark_decided() returns trigger language plpgsql as
$$ begin new.decided_in := transaction_timestamp(); return new; end $$
--
create trigger decided before update on directory.proposal for each row execute function directory.mark_decided()
--
create function directory.keep_on_file() returns trigger language plpgsql as $$ begin
       if tg_op = 'INSERT' or (old.retracted and not new.retracted) then new.on_file := runtime.now();
       else new.on_file := old.on_file; end if;
       return new; end $$
--
create trigger on_file before insert or update on directory.contract for each row execute function directory.keep_on_file()
--
create function directory.may_decide(p directory.proposal) returns boolean language sql stable as $$
  select p.person <> runtime.me() and not (p.proposer = any(runtime.my_boards()))
  and not exists (select from directory.commission k where k.person = runtime.me() and k.organisation in (p.proposer, p.provider_id)
    and k.valid_from <= cast(runtime.now() at time zone 'Europe/Stockholm' as date) and (k.ended is null or k.ended >= p.at)
    and (k.valid_to is null or k.valid_to >= cast(p.at at time zone 'Europe/Stockholm' as date)))
  and (runtime.is_keeper() or exists (select from directory.contract c
    where c.provider_id = p.provider_id and c.on_file < p.at and c.board_id = any(runtime.my_boards()) and not c.retracted and c.valid_from <= cast(runtime.now() at time zone 'Europe/Stockholm' as date) and (c.valid_to is null or c.valid_to >= cast(runtime.now() at time zone 'Europe/Stockholm' as date)) and (c.ended_at is null or c.ended_at > cast(runtime.now() at time zone 'Europe/Stockholm' as date)))) $$
--
grant execute on function directory.may_decide(directory.proposal) to utvag_directory_web
