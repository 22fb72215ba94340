/**
 * Where an attempt's files are, as a function of the stage's output path. The worker writes there, the
 * coordinator reads logs and results from there; both must see the same folder, not the same machine.
 *
 *   <outputPath>/<unit directory>/…                          published results
 *   <outputPath>/<unit directory>/.tilewright.json           the manifest, written last
 *   <outputPath>/.tilewright/attempts/812345/                private to the attempt, gone when it has ended
 *       task.json   what TILEWRIGHT_TASK names
 *       output/     the output root of old scripts; output/<unit directory> is where results go
 *   <outputPath>/.tilewright/logs/812/812345.stdout.log      kept; absent when nothing was written
 *   <outputPath>/.tilewright/logs/812/812345.stderr.log
 *   <outputPath>/.tilewright/logs/812/812345.task.json       the task file of an attempt that did not succeed
 *
 * Logs lie a thousand attempts to a folder: a million folders of two mostly empty files would cost three
 * million inodes and make every listing slow.
 */
export const tilewrightDirectoryName = ".tilewright";
export const manifestFileName = ".tilewright.json";

export type LogStream = "stdout" | "stderr";

const attemptsPerLogDirectory = 1000;

export function attemptDirectory(outputPath: string, attemptId: number): string {
	return joinPath(outputPath, tilewrightDirectoryName, "attempts", String(attemptId));
}

/** The output root an attempt works in; `unitDirectory` below it is what will be published. */
export function attemptOutputRoot(outputPath: string, attemptId: number): string {
	return joinPath(attemptDirectory(outputPath, attemptId), "output");
}

export function attemptTaskFile(outputPath: string, attemptId: number): string {
	return joinPath(attemptDirectory(outputPath, attemptId), "task.json");
}

export function logDirectory(outputPath: string, attemptId: number): string {
	const folder = Math.floor(attemptId / attemptsPerLogDirectory);
	return joinPath(outputPath, tilewrightDirectoryName, "logs", String(folder));
}

/** A file that is not there means that nothing was written. */
export function attemptLogFile(outputPath: string, attemptId: number, stream: LogStream): string {
	return joinPath(logDirectory(outputPath, attemptId), `${attemptId}.${stream}.log`);
}

/** Where the task file of an attempt that did not succeed is kept. */
export function keptTaskFile(outputPath: string, attemptId: number): string {
	return joinPath(logDirectory(outputPath, attemptId), `${attemptId}.task.json`);
}

/** Where a unit's results are published. */
export function publishedDirectory(outputPath: string, unitDirectory: string): string {
	return joinPath(outputPath, unitDirectory);
}

/** The predecessor's `log_file`: a prefix without ending, to which a script adds its own. */
export function predecessorLogFile(outputPath: string, tilePath: string, logPrefix: string, tileName: string): string {
	return joinPath(outputPath, tilePath, ".log", logPrefix === "" ? tileName : `${logPrefix}-${tileName}`);
}

/** With `/`, which every system this runs on understands; empty parts and doubled slashes vanish. */
export function joinPath(first: string, ...rest: readonly string[]): string {
	const base = first.length > 1 ? first.replace(/[/\\]+$/, "") : first;
	let joined = base;
	for (const part of rest) {
		const trimmed = part.replace(/^\/+|\/+$/g, "");
		if (trimmed === "" || trimmed === ".") continue;
		joined += joined.endsWith("/") ? trimmed : `/${trimmed}`;
	}
	return joined;
}
