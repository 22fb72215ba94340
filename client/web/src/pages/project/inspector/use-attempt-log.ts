import { useEffect, useState } from "react";
import { FollowAttemptLogDocument, type LogStream } from "../../../api/generated/documents.ts";
import { useLive } from "../../../live/live-context.tsx";
import { appendChunk, emptyLog, type LogText } from "../../../live/log-model.ts";

/** Follows one log from its beginning until the attempt has ended and everything was read. */
export function useAttemptLog(attemptId: string, stream: LogStream): LogText {
	const { line } = useLive();
	const [log, setLog] = useState<LogText>(emptyLog);
	useEffect(() => {
		let latest = emptyLog;
		let frame: number | null = null;
		const show = () => {
			// A program may print faster than a screen shows.
			frame ??= requestAnimationFrame(() => {
				frame = null;
				setLog(latest);
			});
		};
		setLog(emptyLog);
		const stop = line.follow(
			FollowAttemptLogDocument,
			() => ({ attemptId, stream, fromByte: latest.nextByte }),
			({ attemptLog }) => {
				latest = appendChunk(latest, attemptLog);
				show();
			},
			() => {
				latest = { ...latest, isEnd: true };
				show();
			},
		);
		return () => {
			stop();
			if (frame !== null) cancelAnimationFrame(frame);
		};
	}, [line, attemptId, stream]);
	return log;
}
