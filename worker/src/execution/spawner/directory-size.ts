import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Bytes of all files below a directory; stops counting once `enough` is passed. What vanishes meanwhile counts nothing. */
export async function directorySize(directory: string, enough: number): Promise<number> {
	let bytes = 0;
	const pending = [directory];
	for (let current = pending.pop(); current !== undefined && bytes <= enough; current = pending.pop()) {
		for (const entry of await readdir(current, { withFileTypes: true }).catch(() => [])) {
			const path = join(current, entry.name);
			if (entry.isDirectory()) pending.push(path);
			else bytes += (await lstat(path).catch(() => ({ size: 0 }))).size;
			if (bytes > enough) break;
		}
	}
	return bytes;
}
