import { execa } from "execa";

export interface BriefRun {
	/** Null when it was killed, or could not be started. */
	readonly exitCode: number | null;
	readonly stdout: string;
	/** With the reason when it could not be started or took too long. */
	readonly stderr: string;
	readonly succeeded: boolean;
}

export interface BriefRunOptions {
	readonly timeoutMs: number;
	readonly cwd?: string;
	readonly env?: NodeJS.ProcessEnv;
	readonly uid?: number;
	readonly gid?: number;
	readonly signal?: AbortSignal | undefined;
}

const maxOutputCharacters = 64 * 1024;

/** Runs a helper program to its end, within a time limit. Never throws for what the program does. */
export async function runBriefly(
	program: string,
	args: readonly string[],
	options: BriefRunOptions,
): Promise<BriefRun> {
	const isGroupLeader = process.platform !== "win32";
	const { cwd, env, uid, gid, signal } = options;
	const child = execa(program, args, {
		...(cwd === undefined ? {} : { cwd }),
		...(env === undefined ? {} : { env, extendEnv: false }),
		...(uid === undefined ? {} : { uid }),
		...(gid === undefined ? {} : { gid }),
		// A group of its own, so that what it starts (apt's fetchers, for instance) ends with it.
		detached: isGroupLeader,
		stdin: "ignore",
		stripFinalNewline: false,
		reject: false,
	});
	let stopped = "";
	const stop = (reason: string) => {
		stopped = reason;
		try {
			if (child.pid !== undefined) process.kill(isGroupLeader ? -child.pid : child.pid, "SIGKILL");
		} catch {
			// It has just ended by itself.
		}
	};
	const timer = setTimeout(() => stop(`stopped after ${options.timeoutMs} ms`), options.timeoutMs);
	const onAbort = () => stop("stopped on request");
	if (signal?.aborted) onAbort();
	signal?.addEventListener("abort", onAbort, { once: true });
	try {
		const { exitCode, stdout, stderr, originalMessage } = await child;
		return {
			exitCode: exitCode ?? null,
			stdout: stdout.slice(-maxOutputCharacters),
			stderr: [stderr.slice(-maxOutputCharacters).trim(), originalMessage ?? "", stopped]
				.filter((text) => text !== "")
				.join("\n"),
			succeeded: exitCode === 0,
		};
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener("abort", onAbort);
	}
}
