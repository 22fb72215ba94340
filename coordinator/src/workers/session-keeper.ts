import type { Clock } from "@tilewright/contract/clock";
import type { WorkerId, WorkerSessionId } from "@tilewright/contract/ids";

/*
 * Who is there: sessions, their leases and what they can take. A lease is judged by the active coordinator's
 * monotonic clock, so that renewing it writes nothing; a new active coordinator gives every session it finds one
 * whole lease. A worker stops its programs before its lease ends, by its own monotonic clock, counted from before
 * it asked: whatever the network does, the worker's end comes first.
 */

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

export interface Session {
	readonly workerId: WorkerId;
	readonly sessionId: WorkerSessionId;
	readonly name: string;
	readonly host: string;
	capacity: Capacity;
	isPaused: boolean;
	quarantine: SessionQuarantine | null;
	leaseEndsMs: number;
	load: WorkerLoad | null;
	lastHeardAt: Date | null;
}

export class SessionKeeper {
	readonly #sessions = new Map<WorkerId, Session>();
	readonly #clock: Clock;
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
		session: Pick<Session, "workerId" | "sessionId" | "name" | "host" | "capacity" | "isPaused" | "quarantine">,
	): Session {
		const begun: Session = {
			...session,
			leaseEndsMs: this.#clock.monotonicMs() + this.leaseDurationMs,
			load: null,
			lastHeardAt: null,
		};
		this.#sessions.set(session.workerId, begun);
		return begun;
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
