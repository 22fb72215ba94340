-- Who is told of what, and what was told to whom.

-- An alarm is an event that is a warning or an error and that nobody has acknowledged yet.
alter table event add column acknowledged_at timestamptz, add column acknowledged_by text;
create index event_open on event (id) where severity <> 'info' and acknowledged_at is null;

create table notification_rule (
	id integer generated always as identity primary key,
	name text not null,
	kind text not null check (kind in ('email', 'webhook')),
	-- Addresses of an e-mail; empty for a webhook.
	recipients text[] not null default '{}',
	webhook text,
	severities text[] not null,
	-- Null for all of them.
	event_kinds text[],
	project_ids integer[],
	-- How long events are collected before they are sent together; 0 sends at once.
	digest_minutes integer not null default 0 check (digest_minutes between 0 and 10080),
	-- Minutes of the day in the time zone below; both null without quiet hours. The end may be on the next day.
	quiet_from integer check (quiet_from between 0 and 1439),
	quiet_to integer check (quiet_to between 0 and 1439),
	time_zone text not null default 'UTC',
	-- Errors are told during quiet hours as well.
	lets_errors_through boolean not null default true,
	is_paused boolean not null default false,
	-- Events up to here are older than the rule, or than its resumption, and are not told.
	first_event_id bigint not null default 0,
	-- The last event that was told.
	last_event_id bigint not null default 0,
	created_at timestamptz not null default now(),
	archived_at timestamptz,
	check ((kind = 'email' and cardinality(recipients) > 0 and webhook is null) or (kind = 'webhook' and webhook is not null)),
	check ((quiet_from is null) = (quiet_to is null))
);
create unique index notification_rule_name on notification_rule (lower(name)) where archived_at is null;

-- The outbox: written before anything is sent, so that nothing is lost when a coordinator ends.
create table notification (
	-- Also the message id by which a receiver knows what it had already.
	id uuid primary key,
	rule_id integer not null references notification_rule,
	-- A test that somebody asked for, or events.
	kind text not null check (kind in ('events', 'test')),
	subject text not null,
	body text not null,
	event_ids bigint[] not null default '{}',
	-- Events it speaks of; more than are written out in the body when there are many.
	event_count integer not null,
	-- Where it is sent, as the rule was then.
	recipients text[] not null default '{}',
	webhook text,
	created_at timestamptz not null default now(),
	next_try_at timestamptz not null default now(),
	last_tried_at timestamptz,
	tries integer not null default 0,
	failing_since timestamptz,
	delivered_at timestamptz,
	given_up_at timestamptz,
	-- What the receiver said, or why it could not be reached.
	last_answer text
);
create index notification_due on notification (next_try_at) where delivered_at is null and given_up_at is null;
create index notification_rule_time on notification (rule_id, created_at);
create index notification_time on notification (created_at, id);
