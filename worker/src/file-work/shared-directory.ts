import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

const groupWritable = 0o775;

/** With its parents, each new one group-writable whatever the umask: results are worked on by people of one group. */
export function makeSharedDirectory(directory: string): void {
	const first = mkdirSync(directory, { recursive: true });
	if (first === undefined) return;
	for (let current = directory; ; current = dirname(current)) {
		chmodSync(current, groupWritable);
		if (current === first || current === dirname(current)) return;
	}
}
