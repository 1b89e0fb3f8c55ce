create function this_schema.take_sequences(subjects uuid[], counts bigint[])
returns table (taken_for uuid, taken_to bigint) language sql volatile security definer set search_path = '' as $$
            insert into this_schema.subject_sequence as known (subject, sequence)
            select * from unnest(subjects, counts) on conflict (subject)
            do update set sequence = known.sequence + excluded.sequence returning known.subject, known.sequence $$
--
create function this_schema.move_head(by integer)
returns table (head_position bigint, head_received timestamptz)
language sql volatile security definer set search_path = '' as $$
            update this_schema.log_head set position = position + by,
            received = greatest(runtime.now(), received + interval '1 microsecond')
            where by >= 0 returning position, received $$
--
revoke all on function this_schema.take_sequences(uuid[], bigint[]), this_schema.move_head(integer) from public
--
grant execute on function this_schema.take_sequences(uuid[], bigint[]), this_schema.move_head(integer) to this_worker, this_web
