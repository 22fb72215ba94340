import type { StageId, WorkerId } from "@tilewright/contract/ids";

/*
 * Which script is the current one, where only workers can see it. They report at the end of a program what it was at
 * its start, in any order, and may have different copies.
 *
 *   as is current ───────────────────────────────────────────────► current
 *   nothing is known yet ────────────────────────────────────────► first
 *   started before the current one was first seen ───────────────► old
 *   started after it was last seen, and news from this worker ───► changed
 *   anything else: two copies, it seems, at one time ────────────► differs
 *
 * "News from this worker" keeps workers with different copies from taking turns. Times are by the coordinator's
 * monotonic clock, and known to some milliseconds only: around an edit reports of both contents are mixed, and network
 * shares show an edit late. So a worker is named for another copy only when it goes on having it.
 */
export type ReportVerdict = "current" | "first" | "old" | "changed" | "differs";

export interface ProgramReport {
	readonly path: string;
	/** SHA-256 of the file when it was started. */
	readonly hash: string;
	readonly startedAtMs: number;
	readonly stageId: StageId;
	readonly workerId: WorkerId;
	/** A new worker of a machine that is known, such as a pilot, is expected to have that machine's copy. */
	readonly host: string;
}

interface Saying {
	readonly hash: string;
	readonly startedAtMs: number;
}

interface Script {
	current: string;
	/** Starts of programs that reported the current one; null when it is known from elsewhere. */
	seenMs: { first: number; last: number } | null;
	/** The last word of each worker and each host. */
	readonly sayings: Map<string, Saying>;
	/** Workers that have another copy than the current one: since which start, and whether that has been said. */
	readonly others: Map<string, { readonly sinceMs: number; isNamed: boolean }>;
}

/** Pilots come and go: of so many workers and hosts the last word on a script is remembered. */
const sayingsKept = 2_000;

/** What the coordinator found when it last looked. */
export interface Look {
	/** Null when it cannot see the file. */
	readonly hash: string | null;
	/** When it was first seen to be so. */
	readonly sinceMs: number;
}

/** What workers say of the scripts they run, and what the coordinator sees of them itself. Kept in memory only. */
export class ReportedPrograms {
	/** A worker is named after it has had another copy for so long; tests shorten it. */
	patienceMs = 10_000;
	/** A report waits for the coordinator's own look. */
	onWaiting: (() => void) | undefined;
	readonly #scripts = new Map<string, Script>();
	readonly #looks = new Map<string, Look>();
	#waiting = new Map<string, ProgramReport>();

	/** The outcome of the coordinator's own look, which began at `nowMs`. */
	noteLook(path: string, hash: string | null, nowMs: number): Look {
		const known = this.#looks.get(path);
		if (known?.hash === hash) return known;
		const look = { hash, sinceMs: nowMs };
		this.#looks.set(path, look);
		// From here on its own look counts.
		if (hash !== null) this.#scripts.delete(path);
		return look;
	}

	/** The coordinator has looked, and cannot see it. */
	isHidden(path: string): boolean {
		return this.#looks.get(path)?.hash === null;
	}

	/** Of scripts nobody runs any more nothing is remembered. */
	keepOnly(paths: ReadonlyMap<string, unknown>): void {
		for (const kept of [this.#scripts, this.#looks]) {
			for (const path of kept.keys()) if (!paths.has(path)) kept.delete(path);
		}
	}

	/** Differs from what is current: the coordinator looks itself before it is judged. */
	wait(report: ProgramReport): void {
		const { path, workerId, hash } = report;
		if (this.#scripts.get(path)?.others.get(copyOf(report))?.isNamed) return;
		this.#waiting.set(`${workerId} ${hash} ${path}`, report);
		this.onWaiting?.();
	}

	takeWaiting(): readonly ProgramReport[] {
		const reports = [...this.#waiting.values()];
		this.#waiting = new Map();
		return reports;
	}

	/** What reports say is current; null when nothing is known of the script. */
	currentOf(path: string): string | null {
		return this.#scripts.get(path)?.current ?? null;
	}

	/** `current` is what the stages' versions carry; after "first" and "changed" it is the report's. */
	judge(report: ProgramReport, current: string | null): ReportVerdict {
		const { path, hash, startedAtMs } = report;
		const script = this.#script(path, current ?? hash);
		const last = script.sayings.get(report.workerId) ?? script.sayings.get(hostKey(report.host));
		const verdict = verdictOn(report, current, script, last);
		if (verdict === "first" || verdict === "changed") {
			script.current = hash;
			script.seenMs = null;
			script.others.clear();
		}
		if (script.current === hash) {
			script.seenMs = {
				first: Math.min(script.seenMs?.first ?? startedAtMs, startedAtMs),
				last: Math.max(script.seenMs?.last ?? startedAtMs, startedAtMs),
			};
			if (last === undefined || startedAtMs >= last.startedAtMs) remember(script.sayings, report);
		}
		return verdict;
	}

	/** True once: when this worker has had this copy, which is not the current one, for long enough to be named. */
	names(report: ProgramReport, current: string): boolean {
		const { others } = this.#script(report.path, current);
		const known = others.get(copyOf(report));
		const other = known ?? { sinceMs: report.startedAtMs, isNamed: false };
		if (!known) others.set(copyOf(report), other);
		if (other.isNamed || report.startedAtMs - other.sinceMs < this.patienceMs) return false;
		other.isNamed = true;
		return true;
	}

	/** Became current without a report (an edit undone, the coordinator's own look): what was said before does not count. */
	#script(path: string, current: string): Script {
		const known = this.#scripts.get(path);
		if (known?.current === current) return known;
		const script: Script = { current, seenMs: null, sayings: new Map(), others: new Map() };
		this.#scripts.set(path, script);
		return script;
	}
}

function verdictOn(
	{ hash, startedAtMs }: ProgramReport,
	current: string | null,
	{ seenMs }: Script,
	last: Saying | undefined,
): ReportVerdict {
	if (current === null) return "first";
	if (hash === current) return "current";
	if (seenMs !== null && startedAtMs < seenMs.first) return "old";
	if (last !== undefined && startedAtMs < last.startedAtMs) return "old";
	const isNews = last?.hash !== hash;
	return isNews && (seenMs === null || startedAtMs >= seenMs.last) ? "changed" : "differs";
}

/** Those that were heard of last come last. */
function remember(sayings: Map<string, Saying>, { workerId, host, hash, startedAtMs }: ProgramReport): void {
	for (const key of [workerId, hostKey(host)]) {
		sayings.delete(key);
		sayings.set(key, { hash, startedAtMs });
	}
	for (const key of sayings.keys()) {
		if (sayings.size <= sayingsKept) break;
		sayings.delete(key);
	}
}

function copyOf({ workerId, hash }: ProgramReport): string {
	return `${workerId} ${hash}`;
}

function hostKey(host: string): string {
	return `host ${host}`;
}
