import { spawn } from "node:child_process";

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
export function runBriefly(program: string, args: readonly string[], options: BriefRunOptions): Promise<BriefRun> {
	return new Promise((resolve) => {
		const output = { stdout: "", stderr: "" };
		// A group of its own, so that what it starts (apt's fetchers, for instance) ends with it.
		const child = spawn(program, args, {
			cwd: options.cwd,
			env: options.env,
			uid: options.uid,
			gid: options.gid,
			detached: process.platform !== "win32",
			stdio: ["ignore", "pipe", "pipe"],
		});
		const kill = (reason: string) => {
			output.stderr += `\n${reason}`;
			try {
				if (child.pid !== undefined) process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
			} catch {
				// It has just ended by itself.
			}
		};
		const timer = setTimeout(() => kill(`stopped after ${options.timeoutMs} ms`), options.timeoutMs);
		const onAbort = () => kill("stopped on request");
		if (options.signal?.aborted) onAbort();
		options.signal?.addEventListener("abort", onAbort, { once: true });
		for (const name of ["stdout", "stderr"] as const) {
			child[name].setEncoding("utf8");
			child[name].on("data", (text: string) => {
				output[name] = (output[name] + text).slice(-maxOutputCharacters);
			});
		}
		const finish = (exitCode: number | null) => {
			clearTimeout(timer);
			options.signal?.removeEventListener("abort", onAbort);
			resolve({ exitCode, stdout: output.stdout, stderr: output.stderr.trim(), succeeded: exitCode === 0 });
		};
		child.on("error", (error) => {
			output.stderr += error.message;
			finish(null);
		});
		child.on("close", finish);
	});
}
