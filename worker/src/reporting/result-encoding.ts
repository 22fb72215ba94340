import type { AttemptResult } from "@tilewright/contract/messages";

/** Room for the frame of the message and for the server's own overhead. */
const frameBytes = 1_000;
const artifactsKept = 100;

/**
 * A result as JSON that fits into one message. What is only for people goes first: the end of the log, the
 * command line, then all but a hundred artifacts, then the numbers.
 */
export function encodeFittingResult(result: AttemptResult, maxPayloadBytes: number): string {
	const candidates: readonly ((result: AttemptResult) => AttemptResult)[] = [
		(whole) => whole,
		(whole) => ({ ...whole, logTail: null }),
		(whole) => ({ ...whole, logTail: null, command: null }),
		(whole) => ({ ...whole, logTail: null, command: null, artifacts: whole.artifacts.slice(0, artifactsKept) }),
	];
	for (const shrink of candidates) {
		const json = JSON.stringify(shrink(result));
		// Most are short: three bytes are the most a UTF-16 unit becomes in UTF-8.
		if (json.length * 3 + frameBytes <= maxPayloadBytes) return json;
		if (Buffer.byteLength(json) + frameBytes <= maxPayloadBytes) return json;
	}
	return JSON.stringify({ ...result, logTail: null, command: null, artifacts: [], metrics: {} });
}

/**
 * Messages of the form of finishedSchema, from results that are JSON already: each is encoded once, however
 * often it is sent.
 */
export function* encodeResults(
	sender: { readonly workerId: string; readonly sessionId: string },
	results: readonly string[],
	limits: { readonly bytes: number; readonly results: number },
): Generator<Uint8Array> {
	const head = `${JSON.stringify(sender).slice(0, -1)},"results":[`;
	let batch: string[] = [];
	let bytes = 0;
	for (const json of results) {
		const size = Buffer.byteLength(json) + 1;
		if (batch.length > 0 && (bytes + size + frameBytes > limits.bytes || batch.length >= limits.results)) {
			yield Buffer.from(`${head}${batch.join(",")}]}`);
			batch = [];
			bytes = 0;
		}
		batch.push(json);
		bytes += size;
	}
	if (batch.length > 0) yield Buffer.from(`${head}${batch.join(",")}]}`);
}
