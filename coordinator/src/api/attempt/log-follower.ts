import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export interface LogChunk {
	readonly text: string;
	readonly fromByte: number;
	readonly nextByte: number;
	readonly isEnd: boolean;
}

export interface FollowedLog {
	readonly path: string;
	readonly fromByte: number;
	/** Whether the program may still write. */
	readonly isStillWritten: () => Promise<boolean>;
}

const chunkBytes = 64 * 1024;
/** The file is on a network share as often as not, where nobody tells of changes: it is looked at. */
const lookEveryMs = 250;

/** The log from `fromByte` on, as it grows; ends after the attempt has ended and everything was read. */
export function followLog(log: FollowedLog): AsyncIterableIterator<LogChunk> {
	const stop = new AbortController();
	const chunks = readChunks(log, stop.signal);
	return {
		next: () => chunks.next(),
		return: async () => {
			// Ends the wait first: a generator answers `return` only once its `next` has ended.
			stop.abort();
			return chunks.return(undefined);
		},
		[Symbol.asyncIterator]() {
			return this;
		},
	};
}

async function* readChunks(log: FollowedLog, signal: AbortSignal): AsyncGenerator<LogChunk, undefined> {
	let fromByte = log.fromByte;
	while (!signal.aborted) {
		// Asked before the file is read: what was written until then is in it.
		const isLast = !(await log.isStillWritten());
		let chunk = await readChunk(log.path, fromByte, isLast);
		while (chunk.nextByte > fromByte && !signal.aborted) {
			fromByte = chunk.nextByte;
			const next = await readChunk(log.path, fromByte, isLast);
			const isEnd = isLast && next.nextByte === fromByte;
			yield { ...chunk, isEnd };
			if (isEnd) return;
			chunk = next;
		}
		if (isLast) {
			yield { text: "", fromByte, nextByte: fromByte, isEnd: true };
			return;
		}
		await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
	}
}

/** Up to 64 KB that begin and end between characters. A file that is not there has nothing in it. */
async function readChunk(path: string, fromByte: number, isLast: boolean): Promise<Omit<LogChunk, "isEnd">> {
	const nothing = { text: "", fromByte, nextByte: fromByte };
	const file = await open(path, "r").catch(() => null);
	if (file === null) return nothing;
	try {
		const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, fromByte);
		const length = isLast && bytesRead < chunkBytes ? bytesRead : wholeCharacters(buffer, bytesRead);
		if (length === 0) return nothing;
		return { text: buffer.toString("utf8", 0, length), fromByte, nextByte: fromByte + length };
	} finally {
		await file.close();
	}
}

/** How many of the bytes make whole UTF-8 characters; bytes that are no UTF-8 count as whole. */
export function wholeCharacters(buffer: Uint8Array, length: number): number {
	for (let back = 1; back <= Math.min(3, length); back += 1) {
		const byte = buffer[length - back] ?? 0;
		if ((byte & 0b1100_0000) === 0b1000_0000) continue;
		const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
		return needed > back ? length - back : length;
	}
	return length;
}
