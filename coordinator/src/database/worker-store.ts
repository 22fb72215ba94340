import type { helloSchema } from "@tilewright/contract/messages";
import type { z } from "zod";
import type { Queryable, Transaction } from "./database.ts";

export interface StoredWorker {
	readonly id: string;
	readonly name: string;
	readonly local_work_units: number;
	readonly cluster_work_units: number;
	readonly is_paused: boolean;
	readonly host: string;
	readonly is_quarantined: boolean;
	/** Until its next probe; null without one. */
	readonly probe_delay_ms: number | null;
	readonly probe_interval_seconds: number | null;
}

const storedColumns = `id, name, coalesce(set_local_work_units, offered_local_work_units) as local_work_units,
	coalesce(set_cluster_work_units, offered_cluster_work_units) as cluster_work_units, is_paused,
	host, quarantined_at is not null as is_quarantined, extract(epoch from next_probe_at - now())::float8 * 1000 as probe_delay_ms,
	probe_interval_seconds`;

/** Writes the worker and its new session; a session it still had is ended. A new one shares its host's quarantine. */
export async function beginWorkerSession(
	transaction: Transaction,
	hello: z.output<typeof helloSchema>,
): Promise<StoredWorker> {
	const [worker] = await transaction.query<StoredWorker>(
		`insert into worker (id, name, host, platform, offered_local_work_units, offered_cluster_work_units,
			proxy_worker_id, quarantined_at, quarantine_reason, quarantine_scope, next_probe_at, probe_interval_seconds)
		select $1, $2, $3, $4, $5, $6, $7, o.quarantined_at, o.quarantine_reason, o.quarantine_scope, o.next_probe_at, o.probe_interval_seconds
		from (values (1)) as one left join (
			select * from worker where host = $3 and quarantine_scope = 'host' order by quarantined_at limit 1
		) as o on true
		on conflict (id) do update set name = excluded.name, host = excluded.host, platform = excluded.platform,
			offered_local_work_units = excluded.offered_local_work_units,
			offered_cluster_work_units = excluded.offered_cluster_work_units, last_seen_at = now(), archived_at = null
		returning ${storedColumns}`,
		[
			hello.workerId,
			hello.name,
			hello.host,
			JSON.stringify(hello.platform),
			hello.capacity.localWorkUnits,
			hello.capacity.clusterWorkUnits,
			hello.pilot?.proxyWorkerId ?? null,
		],
	);
	if (!worker) throw new Error("an upsert returned no row");
	await transaction.query(
		"update worker_session set ended_at = now(), end_reason = 'the worker began a new session' where worker_id = $1 and ended_at is null and id <> $2",
		[hello.workerId, hello.sessionId],
	);
	await transaction.query(
		`insert into worker_session (id, worker_id, cluster, is_pilot, pilot_until)
		values ($1, $2, $3, $4::float8 is not null, now() + $4::float8 * interval '1 millisecond') on conflict (id) do nothing`,
		[
			hello.sessionId,
			hello.workerId,
			hello.cluster === undefined ? null : JSON.stringify(hello.cluster),
			hello.pilot?.remainingMs ?? null,
		],
	);
	return worker;
}

export async function endWorkerSession(transaction: Transaction, sessionId: string, reason: string): Promise<void> {
	await transaction.query(
		`with ended as (
			update worker_session set ended_at = now(), end_reason = $2 where id = $1 and ended_at is null returning worker_id
		)
		update worker set last_seen_at = now() where id in (select worker_id from ended)`,
		[sessionId, reason],
	);
}

/** Pilots that ended a day ago: their names stay for the attempts they ran, their sessions go. */
export async function archiveEndedPilots(transaction: Transaction): Promise<void> {
	await transaction.query(
		`with over as (
			update worker w set archived_at = now()
			where proxy_worker_id is not null and archived_at is null and last_seen_at < now() - interval '1 day'
				and not exists (select from worker_session s where s.worker_id = w.id and s.ended_at is null)
			returning id
		)
		delete from worker_session where worker_id in (select id from over)`,
	);
}

export interface LiveSessionRow extends StoredWorker {
	readonly session_id: string;
	/** As the worker introduced itself. */
	readonly cluster: unknown;
	/** Null for a worker that is no pilot. */
	readonly pilot_remaining_ms: number | null;
}

export async function readLiveSessions(database: Queryable): Promise<LiveSessionRow[]> {
	return database.query<LiveSessionRow>(
		`select ${storedColumns.replace("id, name", "w.id, w.name")}, s.id as session_id, s.cluster,
			extract(epoch from s.pilot_until - now())::float8 * 1000 as pilot_remaining_ms
		from worker_session s join worker w on w.id = s.worker_id where s.ended_at is null`,
	);
}

export async function readWorkers(database: Queryable, ids: readonly string[]): Promise<StoredWorker[]> {
	return database.query<StoredWorker>(`select ${storedColumns} from worker where id = any($1)`, [ids]);
}

/** A restarted worker goes on with what it still has. */
export async function adoptAttempts(
	transaction: Transaction,
	sessionId: string,
	attemptIds: readonly number[],
): Promise<void> {
	await transaction.query("update attempt set session_id = $1 where id = any($2) and finished_at is null", [
		sessionId,
		attemptIds,
	]);
}

export interface LiveAttemptRow {
	readonly attempt_id: number;
	readonly task_id: number;
	readonly project_id: number;
	readonly stage_id: number;
	readonly worker_id: string;
	readonly session_id: string;
	readonly is_cluster_job: boolean;
	readonly is_backfill: boolean;
	/** Its session is that of a worker inside an allocation. */
	readonly is_pilot: boolean;
}

/** Attempts of running tasks: read once when a coordinator becomes active, and at every doubt. */
export async function readLiveAttempts(database: Queryable): Promise<LiveAttemptRow[]> {
	return database.query<LiveAttemptRow>(
		`select a.id as attempt_id, a.task_id, a.project_id, a.stage_id, a.worker_id, a.session_id, a.is_cluster_job, t.is_backfill,
			coalesce(s.is_pilot, false) as is_pilot
		from task t join attempt a on a.id = t.attempt_id left join worker_session s on s.id = a.session_id
		where t.state = 'running'`,
	);
}
