create function runtime.now() returns timestamptz language sql volatile as
       $$ select clock_timestamp() + (select clock_offset from runtime.instance) $$
--
create function runtime.is_demonstration() returns boolean language sql stable as
       $$ select kind = 'demonstration' from runtime.instance $$
--
create function runtime.my_boards() returns uuid[] language sql stable as
       $$ select coalesce(string_to_array(nullif(current_setting('utvag.boards', true), ''), ',')::uuid[], '{}') $$
--
create function runtime.my_providers() returns uuid[] language sql stable as
       $$ select coalesce(string_to_array(nullif(current_setting('utvag.providers', true), ''), ',')::uuid[], '{}') $$
--
create function runtime.is_supervisor() returns boolean language sql stable as
       $$ select coalesce(current_setting('utvag.supervisor', true), '') = 'on' $$
--
create function runtime.is_operator() returns boolean language sql stable as
       $$ select coalesce(current_setting('utvag.operator', true), '') = 'on' $$
--
create function runtime.is_keeper() returns boolean language sql stable as
$$ select coalesce(current_setting('utvag.keeper', true), '') = 'on' $$
--
create function runtime.my_administered() returns uuid language sql stable as
$$ select nullif(current_setting('utvag.administers', true), '')::uuid $$
--
create function runtime.me() returns uuid language sql stable as
       $$ select nullif(current_setting('utvag.person', true), '')::uuid $$
