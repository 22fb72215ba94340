import { uptime } from "node:os";

/**
 * Milliseconds of the machine's monotonic clock. All processes and threads of one boot share it, so worker,
 * spawner and output threads can compare their times. It stands still while the machine sleeps.
 */
export function machineMs(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * For leases: on Linux it goes on while the machine sleeps, as the coordinator's database does (resolution
 * 10 ms, shared by all processes). Elsewhere uptime follows the wall clock, which may jump.
 */
export function leaseClockMs(): number {
	return process.platform === "linux" ? uptime() * 1000 : machineMs();
}
