import { setTimeout as sleep } from "node:timers/promises";

const lookMs = 5;

/** Waits for a condition, not for a time. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>, withinMs = 25_000): Promise<void> {
	const end = performance.now() + withinMs;
	while (!(await isTrue())) {
		if (performance.now() > end) throw new Error(`Waited in vain until ${what}.`);
		await sleep(lookMs);
	}
}
