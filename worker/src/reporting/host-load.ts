import { readFileSync } from "node:fs";
import { cpus, freemem } from "node:os";

/** How busy the machine is between two looks. */
export class HostLoad {
	#before = readCpuTimes();

	/** Of all cores together, 0 to 100; null when there was no time in between. */
	cpuPercent(): number | null {
		const now = readCpuTimes();
		const total = now.total - this.#before.total;
		const idle = now.idle - this.#before.idle;
		this.#before = now;
		return total <= 0 ? null : Math.round(((total - idle) / total) * 1000) / 10;
	}

	/** What programs could still get; on Linux with caches that can be dropped. */
	freeMemoryMb(): number {
		return Math.round(availableBytes() / 1024 / 1024);
	}
}

function readCpuTimes(): { readonly total: number; readonly idle: number } {
	let total = 0;
	let idle = 0;
	for (const { times } of cpus()) {
		total += times.user + times.nice + times.sys + times.idle + times.irq;
		idle += times.idle;
	}
	return { total, idle };
}

function availableBytes(): number {
	try {
		const match = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync("/proc/meminfo", "latin1"));
		if (match !== null) return Number(match[1]) * 1024;
	} catch {
		// Not Linux.
	}
	return freemem();
}
