/** A followed log as text chunks with byte positions; kept bounded, because a program may print for days. */
export interface LogText {
	readonly text: string;
	/** Byte in the log after the last one taken. */
	readonly nextByte: number;
	/** Whether text at the beginning was dropped. */
	readonly isCut: boolean;
	readonly isEnd: boolean;
}

export interface LogChunk {
	readonly text: string;
	readonly fromByte: number;
	readonly nextByte: number;
	readonly isEnd: boolean;
}

export const emptyLog: LogText = { text: "", nextByte: 0, isCut: false, isEnd: false };

/** Some 20,000 lines. The whole log is a link away. */
export const keptCharacters = 2_000_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A chunk that was seen already (the line came back) changes nothing; one that overlaps is cut where it is new. */
export function appendChunk(log: LogText, chunk: LogChunk): LogText {
	if (chunk.nextByte <= log.nextByte) return chunk.isEnd && !log.isEnd ? { ...log, isEnd: true } : log;
	const seenBytes = Math.max(0, log.nextByte - chunk.fromByte);
	const fresh = seenBytes === 0 ? chunk.text : decoder.decode(encoder.encode(chunk.text).subarray(seenBytes));
	// A gap (bytes the server no longer has) counts as cut.
	const isGap = chunk.fromByte > log.nextByte;
	let text = log.text + fresh;
	let isCut = log.isCut || isGap;
	if (text.length > keptCharacters) {
		// In whole lines, and more than needed, so that not every chunk moves two megabytes.
		const from = text.indexOf("\n", text.length - Math.floor(keptCharacters * 0.75));
		text = text.slice(from === -1 ? text.length - keptCharacters : from + 1);
		isCut = true;
	}
	return { text, nextByte: chunk.nextByte, isCut, isEnd: chunk.isEnd };
}
