import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { commandLineOf, identifyProcess } from "../child-process/process-identity.ts";
import { runBriefly } from "../child-process/run-briefly.ts";
import { waitUntil } from "../child-process/wait-until.ts";
import type { PostgresAccount } from "./postgres-account.ts";
import { idsOf } from "./postgres-cluster.ts";

/** A running server process, started by us or found running. */
export interface Postmaster {
	readonly pid: number;
	readonly isAlive: () => boolean;
	/** Resolves when the process has gone. */
	readonly ended: Promise<void>;
}

const watchIntervalMs = 250;
const maxLogBytes = 5 * 1024 * 1024;
/** SIGINT ends all sessions and writes a checkpoint; SIGQUIT drops everything and leaves recovery to the next start. */
const fastStopMs = 10_000;
const immediateStopMs = 5_000;
const windowsStartTimeoutMs = 120_000;

/** What `postmaster.pid` says, if that process really is a Postgres; a file that lies is removed. */
export function findPostmaster(cluster: string): Postmaster | undefined {
	const file = join(cluster, "postmaster.pid");
	if (!existsSync(file)) return undefined;
	const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
	if (identifyProcess(pid) === undefined) return undefined;
	const commandLine = commandLineOf(pid);
	if (commandLine !== undefined && !/postgres/.test(commandLine)) {
		// After a reboot or in a new container the number belongs to somebody else; Postgres would refuse to start.
		rmSync(file, { force: true });
		return undefined;
	}
	return watchedPostmaster(pid);
}

export function startPostmaster(
	account: PostgresAccount,
	options: {
		readonly cluster: string;
		readonly settings: Readonly<Record<string, string>>;
		readonly logFile: string;
		readonly env: NodeJS.ProcessEnv;
	},
): Promise<Postmaster> {
	rotateLog(options.logFile);
	const settings = Object.entries(options.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
	return process.platform === "win32"
		? startOnWindows(account, options, settings)
		: startDirectly(account, options, ["-D", options.cluster, ...settings]);
}

function startDirectly(
	account: PostgresAccount,
	options: { readonly logFile: string; readonly env: NodeJS.ProcessEnv },
	args: readonly string[],
): Promise<Postmaster> {
	const command = account.command(join(account.nativeDirectory, "bin", "postgres"), args);
	// A file, not a pipe: it keeps its log when we are killed, and the next start adopts it.
	const log = openSync(options.logFile, "a", 0o600);
	return new Promise((resolve, reject) => {
		const child = spawn(command.program, command.args, {
			...idsOf(command),
			cwd: account.directory,
			env: options.env,
			detached: true,
			stdio: ["ignore", log, log],
		});
		let isAlive = true;
		const ended = new Promise<void>((resolveEnded) => {
			child.on("exit", () => {
				isAlive = false;
				resolveEnded();
			});
		});
		child.on("error", reject);
		child.on("spawn", () => resolve({ pid: child.pid ?? 0, isAlive: () => isAlive, ended }));
		closeSync(log);
	});
}

/** pg_ctl takes an administrator's rights away, without which Postgres does not start there. Not tested. */
async function startOnWindows(
	account: PostgresAccount,
	options: { readonly cluster: string; readonly logFile: string; readonly env: NodeJS.ProcessEnv },
	settings: readonly string[],
): Promise<Postmaster> {
	const run = await runBriefly(
		join(account.nativeDirectory, "bin", "pg_ctl.exe"),
		["start", "-W", "-D", options.cluster, "-l", options.logFile, "-o", settings.map((part) => `"${part}"`).join(" ")],
		{ env: options.env, timeoutMs: windowsStartTimeoutMs },
	);
	if (!run.succeeded) throw new Error(`pg_ctl: ${run.stderr || run.stdout}`);
	let found: Postmaster | undefined;
	await waitUntil(
		() => {
			found = findPostmaster(options.cluster);
			return found !== undefined;
		},
		{ timeoutMs: windowsStartTimeoutMs },
	);
	if (found === undefined) throw new Error("pg_ctl started no server");
	return found;
}

export async function stopPostmaster(
	postmaster: Postmaster,
	account: PostgresAccount,
	options: { readonly cluster: string; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
	const hasEnded = () => !postmaster.isAlive();
	if (process.platform === "win32") {
		await runBriefly(
			join(account.nativeDirectory, "bin", "pg_ctl.exe"),
			["stop", "-D", options.cluster, "-m", "fast"],
			{
				env: options.env,
				timeoutMs: fastStopMs,
			},
		);
		await waitUntil(hasEnded, { timeoutMs: immediateStopMs });
		return;
	}
	for (const [signal, timeoutMs] of [
		["SIGINT", fastStopMs],
		["SIGQUIT", immediateStopMs],
		["SIGKILL", immediateStopMs],
	] as const) {
		if (hasEnded()) return;
		try {
			process.kill(postmaster.pid, signal);
		} catch {
			// It has just ended.
		}
		if (await waitUntil(hasEnded, { timeoutMs, intervalMs: 5 })) return;
	}
}

/** A process that is not our child tells nobody when it ends: it is looked at. */
function watchedPostmaster(pid: number): Postmaster {
	const identity = identifyProcess(pid);
	const isAlive = () => identifyProcess(pid) === identity;
	const ended = new Promise<void>((resolve) => {
		const timer = setInterval(() => {
			if (isAlive()) return;
			clearInterval(timer);
			resolve();
		}, watchIntervalMs);
	});
	return { pid, isAlive, ended };
}

function rotateLog(file: string): void {
	if (existsSync(file) && statSync(file).size > maxLogBytes) renameSync(file, `${file}.1`);
}

export function lastLogLines(file: string, count: number): readonly string[] {
	if (!existsSync(file)) return [];
	return readFileSync(file, "utf8").trim().split("\n").slice(-count);
}
