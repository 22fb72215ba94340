-- Clusters: where an attempt was counted, what a worker's session said of its cluster, and the jobs it has there.

alter table attempt
	-- It was given cluster work units: of a pilot, or of a worker that submits it.
	add column is_cluster_job boolean not null default false;

alter table worker
	-- A worker inside an allocation of this one's.
	add column proxy_worker_id uuid;
create index worker_proxy on worker (proxy_worker_id) where proxy_worker_id is not null;

alter table worker_session
	-- As the worker introduced itself; a coordinator that takes over does not hear that again.
	add column cluster jsonb,
	add column is_pilot boolean not null default false,
	-- A pilot takes no work it cannot finish by then.
	add column pilot_until timestamptz;

-- One row per job (array element) as its worker tells of it; for people, nothing is decided by it.
create table cluster_job (
	key text not null,
	element integer not null,
	worker_id uuid not null references worker,
	kind text not null check (kind in ('pilot', 'batch')),
	scheduler text not null,
	job_id text,
	state text not null,
	words text,
	reason text,
	node text,
	template text not null,
	cpus integer not null,
	memory_mb double precision,
	time_limit_seconds double precision,
	wait_seconds double precision,
	run_seconds double precision,
	problem text,
	first_told_at timestamptz not null default now(),
	last_told_at timestamptz not null default now(),
	over_at timestamptz,
	attempt_ids bigint[] not null,
	primary key (key, element)
);
create index cluster_job_worker on cluster_job (worker_id, first_told_at desc, key, element);
create index cluster_job_attempts on cluster_job using gin (attempt_ids);

-- What was submitted, once for all its elements.
create table cluster_submission (
	key text primary key,
	worker_id uuid not null references worker,
	command jsonb not null,
	script text not null,
	told_at timestamptz not null default now()
);
