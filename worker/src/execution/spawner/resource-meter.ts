import {
	childrenOf,
	type ProcessFacts,
	readMemoryMb,
	readProcess,
	readProportionalMemoryMb,
	ticksPerSecond,
} from "./process-facts.ts";

/** Shorter spans make no honest percentage of a clock that ticks every 10 ms. */
const shortestCpuSpanMs = 95;

/**
 * Follows one program and its descendants through /proc. A process once seen is followed until it ends, also
 * when its parent has died or it has left the process group.
 */
export class ResourceMeter {
	readonly #rootPid: number;
	/** Start time by pid: the same number later may be somebody else. */
	readonly #followed = new Map<number, number>();
	#cpuTicks: number | null = null;
	#cpuTicksBefore = 0;
	#measuredAtMs: number;
	#maxCpuPercent: number | null = null;
	#maxMemoryMb: number | null = null;

	constructor(rootPid: number, startedAtMs: number) {
		this.#rootPid = rootPid;
		this.#measuredAtMs = startedAtMs;
	}

	get cpuTicks(): number | null {
		return this.#cpuTicks;
	}

	get maxCpuPercent(): number | null {
		return this.#maxCpuPercent;
	}

	get maxMemoryMb(): number | null {
		return this.#maxMemoryMb;
	}

	/** Descendants seen by the last measurement. */
	get processIds(): readonly number[] {
		return [...this.#followed.keys()];
	}

	/** Returns the resident memory of all processes together, in MB (2^20); null off Linux or when all have ended. */
	measure(nowMs: number): number | null {
		const processes = this.#walk();
		if (processes.length === 0) return null;
		this.#measureCpu(processes, nowMs);
		return this.#measureMemory(processes);
	}

	/** Without counting shared pages once per process; for the decision whether a limit is really exceeded. */
	proportionalMemoryMb(): number | null {
		const parts = this.processIds.map(readProportionalMemoryMb);
		return parts.some((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
	}

	#walk(): readonly ProcessFacts[] {
		const found: ProcessFacts[] = [];
		const pending = [this.#rootPid, ...this.#followed.keys()];
		const seen = new Set<number>();
		for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
			if (seen.has(pid)) continue;
			seen.add(pid);
			const facts = readProcess(pid);
			const knownStart = this.#followed.get(pid);
			if (facts === null || facts.isZombie || (knownStart !== undefined && knownStart !== facts.startTicks)) {
				this.#followed.delete(pid);
				continue;
			}
			this.#followed.set(pid, facts.startTicks);
			found.push(facts);
			pending.push(...childrenOf(pid));
		}
		return found;
	}

	#measureCpu(processes: readonly ProcessFacts[], nowMs: number): void {
		// Children that ended unwaited take their time with them; the sum must not go back for it.
		const ticks = Math.max(
			this.#cpuTicks ?? 0,
			processes.reduce((sum, process) => sum + process.cpuTicks, 0),
		);
		this.#cpuTicks = ticks;
		const spanMs = nowMs - this.#measuredAtMs;
		if (spanMs < shortestCpuSpanMs) return;
		const percent = ((ticks - this.#cpuTicksBefore) / ticksPerSecond / (spanMs / 1000)) * 100;
		this.#maxCpuPercent = Math.max(this.#maxCpuPercent ?? 0, percent);
		this.#cpuTicksBefore = ticks;
		this.#measuredAtMs = nowMs;
	}

	#measureMemory(processes: readonly ProcessFacts[]): number {
		let residentMb = 0;
		let peakOfOneMb = 0;
		for (const { pid } of processes) {
			const memory = readMemoryMb(pid);
			residentMb += memory?.residentMb ?? 0;
			peakOfOneMb = Math.max(peakOfOneMb, memory?.peakMb ?? 0);
		}
		this.#maxMemoryMb = Math.max(this.#maxMemoryMb ?? 0, residentMb, peakOfOneMb);
		return residentMb;
	}
}
