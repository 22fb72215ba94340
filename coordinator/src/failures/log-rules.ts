/** Finds in the end of a log the line that says what went wrong. */

/** Null when the log has nothing to say. */
export function errorLine(logTail: string): string | null {
	const lines = logTail
		.split(/\r?\n/)
		.map(cleaned)
		.filter((line) => line.trim() !== "");
	for (const find of [pythonError, javaError, matlabError, rustPanic, cppException]) {
		const found = find(lines);
		if (found !== null) return found;
	}
	const worthReading = lines.filter((line) => !isNoise(line));
	const telling = worthReading.findLast((line) => speaksOfError.test(line) && !isFrame(line));
	return (telling ?? worthReading.findLast((line) => !isFrame(line)) ?? lines.at(-1))?.trim() ?? null;
}

function cleaned(line: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' colours begin with one.
	return line.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "").replace(/^.*\r(?=.)/, "");
}

const speaksOfError =
	/\b(error|fatal|exception|fail(ed|ure|s)?|can ?not|can't|could not|couldn't|not found|denied|killed|segmentation fault|segfault|abort(ed)?|terminated?|no such|invalid|illegal|undefined|unable|panic(ked)?|assert\w*|bus error|out of memory|oom[- _]?kill\w*|no space left|corrupt\w*|unexpected|missing|not permitted|refused|timed? ?out|unrecognized|unknown|core dumped|traceback|stale file handle|input\/output error|quota)\b|error:|\w(Error|Exception)\b/i;

/** Lines that come behind the error and say less. */
function isNoise(line: string): boolean {
	return noise.some((pattern) => pattern.test(line.trim()));
}

const noise = [
	/^Node\.js v\d/,
	/^Execution halted$/,
	/^make(\[\d+\])?: \*\*\* /,
	/^(srun|slurmstepd): (error: )?(\w+: )?(task \d|Terminating|\*\*\* (STEP|JOB))/i,
	/^Command exited with non-zero status/i,
	/^(npm|yarn|pnpm) (ERR!|error)/i,
	/^note: run with `?RUST_BACKTRACE/,
	/^(real|user|sys)\s+\d/,
	/^[\^~\s]+$/,
	/^-{3,}|^={3,}|^\*{3,}$/,
	/^During handling of the above exception/,
	/^The above exception was the direct cause/,
	/^\d+%\|/,
	/^}$|^]$|^\)$/,
	/^Traceback \(most recent call last\):$/,
	/^exit(ed)?( with)?( code| status)? \d+$/i,
];

/** A place in a stack, not an error. */
function isFrame(line: string): boolean {
	return /^\s+at\s|^\s*File ".*", line \d+|^\s*#\d+\s+0x|^\s*\.\.\. \d+ more$|^\s+\d+: .*::/.test(line);
}

/** The exception of the last traceback, with the innermost function; what caused it came before it. */
function pythonError(lines: readonly string[]): string | null {
	const start = lines.findLastIndex((line) => /^[\s|]*Traceback \(most recent call last\):/.test(line));
	if (start < 0) return null;
	const frames = lines.slice(start + 1);
	const end = frames.findIndex((line) => /^[A-Za-z_][\w.]*(:|$)/.test(line));
	const error = end < 0 ? undefined : frames[end];
	if (error === undefined) return null;
	const place = frames
		.slice(0, end)
		.map((line) => /^\s*File "(?:.*[/\\])?([^"]+)", line \d+, in (.+)$/.exec(line))
		.findLast((match) => match !== null);
	const detail = /:\s*$/.test(error) ? ` ${frames[end + 1]?.trim() ?? ""}` : "";
	return place ? `${error.trim()}${detail} (in ${place[2]} of ${place[1]})` : `${error.trim()}${detail}`;
}

/** The innermost cause. */
function javaError(lines: readonly string[]): string | null {
	const stack = lines.findLastIndex((line) => /^\s+at [\w$.<>]+\(.*\)$/.test(line));
	if (stack < 0) return null;
	const cause = lines.findLast((line) => /^Caused by: /.test(line));
	const thrown = lines.findLast((line) =>
		/^(Exception in thread "[^"]*" )?[\w$]+(\.[\w$]+)+(Exception|Error)?(:|$)/.test(line),
	);
	return (cause ?? thrown)?.replace(/^Caused by: |^Exception in thread "[^"]*" /, "").trim() ?? null;
}

/** `Error using imread (line 350)` says where, the line behind it what. */
function matlabError(lines: readonly string[]): string | null {
	const start = lines.findIndex(
		(line) => /^\s*(Error using|Error in|Error:)\s/.test(line) && !/^\s*Error in .*[(:].*:/.test(line),
	);
	const first = lines[start];
	if (first === undefined || !/^\s*Error using\s/.test(first)) return null;
	const what = lines.slice(start + 1).find((line) => !/^\s*(Error (in|using)|>>)/.test(line));
	const where = first.trim().replace(/\s*\(line \d+\)\s*$/, "");
	return what === undefined ? where : `${where}: ${what.trim()}`;
}

function rustPanic(lines: readonly string[]): string | null {
	const start = lines.findLastIndex((line) => /^thread '.*' (\(\d+\) )?panicked at /.test(line));
	const first = lines[start];
	if (first === undefined) return null;
	const inline = /panicked at '(.*)', /.exec(first);
	return `panicked: ${inline?.[1] ?? lines[start + 1]?.trim() ?? first}`;
}

function cppException(lines: readonly string[]): string | null {
	const start = lines.findLastIndex((line) => /^terminate called /.test(line));
	const first = lines[start];
	if (first === undefined) return null;
	const what = lines[start + 1];
	return what !== undefined && /^\s*what\(\):/.test(what)
		? `${first.trim()}: ${what.replace(/^\s*what\(\):\s*/, "").trim()}`
		: first.trim();
}
