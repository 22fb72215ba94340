import { FollowAttemptLogDocument, type LogStream } from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { retryWhenLost } from "../api/retry-when-lost.ts";

/** Hands on what is written until the attempt has ended; goes on behind the last byte when the line was lost. */
export async function followLog(
	api: Api,
	attemptId: string,
	stream: LogStream,
	write: (text: string) => void,
	signal: AbortSignal,
): Promise<void> {
	let fromByte = 0;
	await retryWhenLost(signal, async (noteLife) => {
		const chunks = api.follow(FollowAttemptLogDocument, { attemptId, stream, fromByte }, signal);
		for await (const { attemptLog } of chunks) {
			noteLife();
			if (attemptLog.text !== "") write(attemptLog.text);
			fromByte = attemptLog.nextByte;
			if (attemptLog.isEnd) return;
		}
	});
}
