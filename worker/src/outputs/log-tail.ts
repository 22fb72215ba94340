import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { attemptLogFile, type LogStream } from "@tilewright/contract/attempt-paths";

const tailBytes = 4_096;
const tailLines = 20;

export interface LogTailOrder {
	readonly outputPath: string;
	readonly attemptId: number;
}

/** The last lines of stderr, or of stdout when that is silent; null when both are. */
export function readLogTail({ outputPath, attemptId }: LogTailOrder): string | null {
	const streams: readonly LogStream[] = ["stderr", "stdout"];
	for (const stream of streams) {
		const tail = readTail(attemptLogFile(outputPath, attemptId, stream));
		if (tail !== "") return tail;
	}
	return null;
}

function readTail(path: string): string {
	let fd: number;
	try {
		fd = openSync(path, "r");
	} catch {
		return "";
	}
	try {
		const { size } = fstatSync(fd);
		const bytes = Buffer.alloc(Math.min(size, tailBytes));
		const length = readSync(fd, bytes, 0, bytes.length, size - bytes.length);
		const text = bytes.toString("utf8", 0, length).replaceAll("\0", "").trimEnd();
		return text.split("\n").slice(-tailLines).join("\n");
	} finally {
		closeSync(fd);
	}
}
