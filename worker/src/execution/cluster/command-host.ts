import { join } from "node:path";
import { execa } from "execa";
import { privateSocketDirectory } from "../spawner-socket-path.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import type { CommandAnswer, SchedulerCommand } from "./scheduler-dialect.ts";
import { shellQuote } from "./shell-quote.ts";

/** Runs the scheduler's commands: on this machine, or over ssh on a submit host. */
export interface CommandHost {
	/** Never rejects: what could not be run, or took too long, answers with exit code 255 and the reason. */
	run(command: SchedulerCommand): Promise<CommandAnswer>;
	/** Ends the shared connection. */
	close(): Promise<void>;
}

/** ssh's own code for "no connection", used for everything that says nothing about the scheduler. */
export const notAnswered = 255;
const maximumAnswerBytes = 100_000_000;

/**
 * With `ssh` all commands share one connection (ControlMaster): it is opened by the first and stays a minute longer
 * than needed. The user's own ssh configuration decides about names, keys and jump hosts; nobody is asked for a password.
 */
export function openCommandHost(
	submitHost: ClusterSettings["submitHost"],
	environment: Readonly<Record<string, string | undefined>>,
	dataDirectory: string,
): CommandHost {
	const { ssh, sshConfig, timeoutSeconds } = submitHost;
	const connection = ssh === null ? [] : connectionOptions(sshConfig, privateSocketDirectory(dataDirectory));
	const runHere = async (program: string, args: readonly string[]): Promise<CommandAnswer> => {
		const result = await execa(program, args, {
			env: { ...environment, LC_ALL: "C" },
			extendEnv: false,
			reject: false,
			stdin: "ignore",
			timeout: timeoutSeconds * 1_000,
			killSignal: "SIGTERM",
			forceKillAfterDelay: 2_000,
			maxBuffer: maximumAnswerBytes,
			stripFinalNewline: false,
		});
		const { stdout, stderr, exitCode } = result;
		if (exitCode !== undefined && !result.timedOut && !result.isMaxBuffer) return { exitCode, stdout, stderr };
		return { exitCode: notAnswered, stdout: "", stderr: result.shortMessage ?? stderr };
	};
	return {
		run(command) {
			const [program = "", ...args] = remoteWords(command, submitHost);
			if (ssh === null) return runHere(program, args);
			return runHere("ssh", [...connection, "--", ssh, [program, ...args].map(shellQuote).join(" ")]);
		},
		async close() {
			if (ssh !== null) await runHere("ssh", [...connection, "-O", "exit", "--", ssh]);
		},
	};
}

/** The whole command as an array; `env` and `sudo` take the rest as it is. */
function remoteWords(
	{ program, args }: SchedulerCommand,
	{ sudoUser, environment, commandDirectory }: ClusterSettings["submitHost"],
): readonly string[] {
	const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
	const path = commandDirectory === null ? program : join(commandDirectory, program);
	return [
		...(sudoUser === null ? [] : ["sudo", "-n", "-u", sudoUser, "--"]),
		...(assignments.length === 0 ? [] : ["env", ...assignments]),
		path,
		...args,
	];
}

function connectionOptions(sshConfig: string | null, socketDirectory: string): readonly string[] {
	const options = {
		BatchMode: "yes",
		ControlMaster: "auto",
		ControlPath: join(socketDirectory, "%C"),
		ControlPersist: "60",
		ConnectTimeout: "10",
		ServerAliveInterval: "10",
		ServerAliveCountMax: "3",
	};
	const given = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
	return [...(sshConfig === null ? [] : ["-F", sshConfig]), "-T", ...given];
}
