-- Pilots come and go, many a day. One that ended a day ago is kept for the attempts that name it, and for nothing else:
-- no list and no sum has it, and its sessions are gone.
alter table worker add column archived_at timestamptz;
create index worker_ended_pilots on worker (last_seen_at) where proxy_worker_id is not null and archived_at is null;
