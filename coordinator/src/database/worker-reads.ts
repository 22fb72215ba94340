import type { WorkerId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";

export interface WorkerRow {
	readonly id: WorkerId;
	readonly name: string;
	readonly host: string;
	readonly platform: unknown;
	readonly offeredLocalWorkUnits: number;
	readonly offeredClusterWorkUnits: number;
	/** What an administrator set instead; null: as offered. */
	readonly setLocalWorkUnits: number | null;
	readonly setClusterWorkUnits: number | null;
	readonly isPaused: boolean;
	readonly pauseReason: string | null;
	/** Null when it is not in quarantine. */
	readonly quarantinedAt: Date | null;
	readonly quarantineReason: string | null;
	readonly quarantineScope: "worker" | "host" | null;
	readonly nextProbeAt: Date | null;
	/** Of a pilot: the worker that has submitted it. */
	readonly proxyWorkerId: WorkerId | null;
	readonly firstSeenAt: Date;
	readonly lastSeenAt: Date;
	/** Whether it has a session that has not ended; the lease itself is kept by the active coordinator. */
	readonly isConnected: boolean;
}

const columns = `
	w.id, w.name, w.host, w.platform,
	w.offered_local_work_units as "offeredLocalWorkUnits", w.offered_cluster_work_units as "offeredClusterWorkUnits",
	w.set_local_work_units as "setLocalWorkUnits", w.set_cluster_work_units as "setClusterWorkUnits",
	w.is_paused as "isPaused", w.pause_reason as "pauseReason",
	w.quarantined_at as "quarantinedAt", w.quarantine_reason as "quarantineReason", w.quarantine_scope as "quarantineScope",
	w.next_probe_at as "nextProbeAt", w.proxy_worker_id as "proxyWorkerId",
	w.first_seen_at as "firstSeenAt", w.last_seen_at as "lastSeenAt",
	s.id is not null as "isConnected"`;
const tables = "worker w left join worker_session s on s.worker_id = w.id and s.ended_at is null";

/** Pilots come and go: those that have gone are not listed. */
export async function listWorkers(database: Queryable): Promise<WorkerRow[]> {
	return database.query(
		`select ${columns} from ${tables} where w.archived_at is null and (w.proxy_worker_id is null or s.id is not null) order by w.name, w.id`,
	);
}

export async function loadWorkers(database: Queryable, ids: readonly WorkerId[]): Promise<WorkerRow[]> {
	return database.query(`select ${columns} from ${tables} where w.id = any($1)`, [ids]);
}
