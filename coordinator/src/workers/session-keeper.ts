import type { Clock } from "@tilewright/contract/clock";
import type { WorkerId, WorkerSessionId } from "@tilewright/contract/ids";
import type { ClusterOffer } from "@tilewright/contract/messages";

/*
 * Who is there: sessions, their leases and what they can take. A lease is judged by the active coordinator's
 * monotonic clock, so that renewing it writes nothing; a new active coordinator gives every session it finds one
 * whole lease. A worker stops its programs before its lease ends, by its own monotonic clock, counted from before
 * it asked: whatever the network does, the worker's end comes first.
 */

/** Long enough to restart a machine; then its cluster jobs are done by others. */
export const returnGraceMs = 15 * 60_000;

export interface Capacity {
	readonly localWorkUnits: number;
	readonly clusterWorkUnits: number;
}

export interface WorkerLoad extends Capacity {
	readonly cpuPercent: number | null;
	readonly freeMemoryMb: number | null;
}

/** It is given nothing but probes. */
export interface SessionQuarantine {
	/** By the coordinator's monotonic clock; null when it gets no probes. */
	nextProbeMs: number | null;
	readonly intervalMs: number;
}

/** Of a worker inside an allocation. */
export interface PilotTerm {
	/** By the coordinator's monotonic clock: it takes nothing it cannot finish by then. */
	readonly untilMs: number;
}

export interface Session {
	readonly workerId: WorkerId;
	readonly sessionId: WorkerSessionId;
	readonly name: string;
	readonly host: string;
	capacity: Capacity;
	isPaused: boolean;
	quarantine: SessionQuarantine | null;
	/** It is about to leave: nothing more is given to it. */
	isDraining: boolean;
	/** The cluster it submits to. */
	readonly cluster: ClusterOffer | null;
	readonly pilot: PilotTerm | null;
	leaseEndsMs: number;
	load: WorkerLoad | null;
	lastHeardAt: Date | null;
}

export class SessionKeeper {
	readonly #sessions = new Map<WorkerId, Session>();
	readonly #clock: Clock;
	/** Workers with a cluster that are away, and until when their cluster jobs are kept for them. */
	readonly #awaited = new Map<WorkerId, number>();
	readonly leaseDurationMs: number;

	constructor(clock: Clock, leaseDurationMs: number) {
		this.#clock = clock;
		this.leaseDurationMs = leaseDurationMs;
	}

	get sessions(): Iterable<Session> {
		return this.#sessions.values();
	}

	session(workerId: WorkerId): Session | undefined {
		return this.#sessions.get(workerId);
	}

	begin(
		session: Pick<Session, "workerId" | "sessionId" | "name" | "host" | "capacity" | "isPaused" | "quarantine"> &
			Partial<Pick<Session, "cluster" | "pilot">>,
	): Session {
		this.#awaited.delete(session.workerId);
		const begun: Session = {
			cluster: null,
			pilot: null,
			...session,
			isDraining: false,
			leaseEndsMs: this.#clock.monotonicMs() + this.leaseDurationMs,
			load: null,
			lastHeardAt: null,
		};
		this.#sessions.set(session.workerId, begun);
		return begun;
	}

	/**
	 * A worker with a cluster has left: its jobs go on without it, and what it has there is not lost before it has had
	 * time to come back for it.
	 */
	awaitReturn(workerId: WorkerId): void {
		if (!this.#awaited.has(workerId)) this.#awaited.set(workerId, this.#clock.monotonicMs() + returnGraceMs);
	}

	/** Workers that have not come back in time; each is told of once. */
	takeOverdue(): WorkerId[] {
		const now = this.#clock.monotonicMs();
		const overdue = [...this.#awaited].flatMap(([workerId, dueMs]) => (dueMs <= now ? [workerId] : []));
		for (const workerId of overdue) this.#awaited.delete(workerId);
		return overdue;
	}

	/** Returns undefined when this is not the worker's live session. */
	renew(workerId: WorkerId, sessionId: WorkerSessionId, load: WorkerLoad): Session | undefined {
		const session = this.#sessions.get(workerId);
		if (!session || session.sessionId !== sessionId) return undefined;
		session.leaseEndsMs = this.#clock.monotonicMs() + this.leaseDurationMs;
		session.load = load;
		session.lastHeardAt = this.#clock.now();
		return session;
	}

	end(workerId: WorkerId, sessionId: WorkerSessionId): void {
		if (this.#sessions.get(workerId)?.sessionId === sessionId) this.#sessions.delete(workerId);
	}

	expired(): Session[] {
		const now = this.#clock.monotonicMs();
		return [...this.#sessions.values()].filter((session) => session.leaseEndsMs <= now);
	}

	clear(): void {
		this.#sessions.clear();
		this.#awaited.clear();
	}
}

/** The quarantine a worker's row speaks of, by the clock that leases are judged with. */
export function quarantineOf(
	row: {
		readonly is_quarantined: boolean;
		readonly probe_delay_ms: number | null;
		readonly probe_interval_seconds: number | null;
	},
	nowMs: number,
): SessionQuarantine | null {
	if (!row.is_quarantined) return null;
	return {
		nextProbeMs: row.probe_delay_ms === null ? null : nowMs + row.probe_delay_ms,
		intervalMs: (row.probe_interval_seconds ?? 0) * 1_000,
	};
}
