import { chmodSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

const groupWritable = 0o775;

/**
 * With its parents, each new one group-writable whatever the umask: results are worked on by people of one group, and
 * programs on a cluster may run as another user of it. A group that is handed down (set-group-id) goes on being so.
 */
export function makeSharedDirectory(directory: string): void {
	const first = mkdirSync(directory, { recursive: true });
	if (first === undefined) return;
	for (let current = directory; ; current = dirname(current)) {
		chmodSync(current, (statSync(current).mode & 0o7000) | groupWritable);
		if (current === first || current === dirname(current)) return;
	}
}
