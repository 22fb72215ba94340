import { asWorkerId, type WorkerId } from "@tilewright/contract/ids";
import { asSentence } from "@tilewright/contract/sentence";
import type { Transaction } from "../database/database.ts";
import { endWorkerAlarms } from "../database/event-store.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { firstProbeSeconds, longestProbeSeconds } from "./quarantine-rules.ts";

/*
 * Workers in quarantine are given nothing but probes: one attempt, after an interval that doubles while they fail.
 *
 *   free ──only this one fails──► in quarantine ──a probe succeeds, or a person──► free
 *                                   ▲        │
 *                                   └─ fails ┘ next probe later
 *
 * A person's quarantine has no probes. It is a row, so it outlives coordinators and the worker's own restarts.
 */

export interface NewQuarantine {
	readonly workerIds: readonly WorkerId[];
	readonly scope: "worker" | "host";
	readonly reason: string;
	/** Null when the worker put itself there by failing. */
	readonly actor: string | null;
}

interface QuarantinedRow {
	readonly id: string;
	readonly name: string;
	readonly host: string;
	readonly scope: "worker" | "host";
}

/** Returns the workers that were not in quarantine before. With scope `host` all workers of the hosts are put there. */
export async function quarantineWorkers(
	transaction: Transaction,
	effects: RoundEffects,
	quarantine: NewQuarantine,
): Promise<WorkerId[]> {
	const rows = await transaction.query<QuarantinedRow>(
		`update worker set quarantined_at = now(), quarantine_reason = $2, quarantine_scope = $3,
			probe_interval_seconds = case when $4 then $5::int end,
			next_probe_at = case when $4 then now() + $5::int * interval '1 second' end
		where quarantined_at is null
			and (id = any($1) or ($3 = 'host' and host in (select host from worker where id = any($1))))
		returning id, name, host, quarantine_scope as scope`,
		[quarantine.workerIds, quarantine.reason, quarantine.scope, quarantine.actor === null, firstProbeSeconds],
	);
	for (const row of rows) {
		effects.changedWorkers.add(asWorkerId(row.id));
		effects.events.push({
			projectId: null,
			stageId: null,
			workerId: asWorkerId(row.id),
			severity: "warning",
			kind: "workerQuarantined",
			message: `Worker "${row.name}" on ${row.host} was put in quarantine${quarantine.actor === null ? "" : ` by ${quarantine.actor}`}: ${quarantine.reason}`,
			fields: { scope: row.scope, actor: quarantine.actor },
		});
	}
	return rows.map((row) => asWorkerId(row.id));
}

/** Lets workers out, and with one of a host in quarantine all others of the host. Returns who was let out. */
export async function releaseWorkers(
	transaction: Transaction,
	effects: RoundEffects,
	workerIds: readonly WorkerId[],
	because: string,
): Promise<WorkerId[]> {
	const rows = await transaction.query<QuarantinedRow>(
		`with chosen as (select * from worker where id = any($1) and quarantined_at is not null)
		update worker w set quarantined_at = null, quarantine_reason = null, quarantine_scope = null, next_probe_at = null,
			probe_interval_seconds = null
		from worker old
		where old.id = w.id and w.quarantined_at is not null
			and (w.id in (select id from chosen) or (w.quarantine_scope = 'host' and w.host in (select host from chosen where quarantine_scope = 'host')))
		returning w.id, w.name, w.host, old.quarantine_scope as scope`,
		[workerIds],
	);
	for (const row of rows) {
		effects.changedWorkers.add(asWorkerId(row.id));
		effects.events.push({
			projectId: null,
			stageId: null,
			workerId: asWorkerId(row.id),
			severity: "info",
			kind: "workerReleased",
			message: asSentence(`Worker "${row.name}" on ${row.host} is out of quarantine: ${because}`),
		});
	}
	if (rows.length > 0) await endWorkerAlarms(transaction);
	return rows.map((row) => asWorkerId(row.id));
}

/** What became of an attempt on a worker in quarantine. */
export interface EndedProbe {
	readonly attemptId: number;
	readonly workerId: WorkerId;
	/** Null when the attempt says nothing about the worker. */
	readonly hasFailed: boolean | null;
}

/**
 * A probe that succeeds lets its worker out, one that fails makes the next one wait twice as long. Attempts that were
 * dispatched before the quarantine are no probes. Returns who was let out.
 */
export async function noteProbes(
	transaction: Transaction,
	effects: RoundEffects,
	ended: readonly EndedProbe[],
): Promise<WorkerId[]> {
	if (ended.length === 0) return [];
	const probes = await transaction.query<{ attempt_id: number; worker_id: string; has_failed: boolean | null }>(
		`select a.id as attempt_id, w.id as worker_id, e.has_failed
		from unnest($1::bigint[], $2::boolean[]) as e(attempt_id, has_failed)
		join attempt a on a.id = e.attempt_id join worker w on w.id = a.worker_id
		where w.quarantined_at < a.dispatched_at`,
		[ended.map((probe) => probe.attemptId), ended.map((probe) => probe.hasFailed)],
	);
	if (probes.length === 0) return [];
	const succeeded = probes.filter((probe) => probe.has_failed === false).map((probe) => asWorkerId(probe.worker_id));
	const released =
		succeeded.length === 0 ? [] : await releaseWorkers(transaction, effects, succeeded, "a probe succeeded there");
	const rows = await transaction.query<{ id: string }>(
		`with tried as (
			select w.id, w.host, w.quarantine_scope as scope, least(w.probe_interval_seconds * case when p.has_failed then 2 else 1 end, $3::int) as seconds
			from unnest($1::uuid[], $2::boolean[]) as p(worker_id, has_failed) join worker w on w.id = p.worker_id
			where w.quarantined_at is not null and w.probe_interval_seconds is not null
		)
		update worker w set probe_interval_seconds = t.seconds, next_probe_at = now() + t.seconds * interval '1 second'
		from (select id, host, scope, max(seconds) as seconds from tried group by id, host, scope) t
		where w.quarantined_at is not null and (w.id = t.id or (t.scope = 'host' and w.quarantine_scope = 'host' and w.host = t.host))
		returning w.id`,
		[probes.map((probe) => probe.worker_id), probes.map((probe) => probe.has_failed ?? false), longestProbeSeconds],
	);
	for (const row of rows) effects.changedWorkers.add(asWorkerId(row.id));
	return released;
}

/** Probes are out: the next ones are due an interval later, whatever becomes of these. */
export async function delayNextProbes(transaction: Transaction, workerIds: readonly WorkerId[]): Promise<void> {
	if (workerIds.length === 0) return;
	await transaction.query(
		`update worker w set next_probe_at = now() + w.probe_interval_seconds * interval '1 second'
		where w.quarantined_at is not null and w.probe_interval_seconds is not null and (w.id = any($1)
			or (w.quarantine_scope = 'host' and w.host in (select host from worker where id = any($1) and quarantine_scope = 'host')))`,
		[workerIds],
	);
}
