import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runBriefly } from "../child-process/run-briefly.ts";

export interface NatsServerProgram {
	readonly path: string;
	/** `2.9.10` */
	readonly version: string;
}

/** Headers and the "nobody listens" answer came with 2.2. */
const oldestUsable: readonly [number, number] = [2, 2];
const versionTimeoutMs = 5_000;
/** Debian keeps servers where a normal user's PATH does not look. */
const usualDirectories = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"];
const fileName = process.platform === "win32" ? "nats-server.exe" : "nats-server";

/** The first usable nats-server on PATH or where packages put it. */
export async function findInstalledNatsServer(
	env: NodeJS.ProcessEnv = process.env,
): Promise<NatsServerProgram | undefined> {
	const directories = [...(env.PATH ?? "").split(delimiter).filter((part) => part !== ""), ...usualDirectories];
	for (const directory of new Set(directories)) {
		const path = join(directory, fileName);
		if (!existsSync(path)) continue;
		const program = await checkNatsServer(path);
		if (program !== undefined) return program;
	}
	return undefined;
}

/** Undefined when the file is not a nats-server that runs here, or is too old. */
export async function checkNatsServer(path: string): Promise<NatsServerProgram | undefined> {
	const run = await runBriefly(path, ["--version"], { timeoutMs: versionTimeoutMs });
	const match = /v(\d+)\.(\d+)\.(\d+)/.exec(run.stdout);
	if (!run.succeeded || match === null) return undefined;
	const [, major = "0", minor = "0"] = match;
	const isUsable =
		Number(major) > oldestUsable[0] || (Number(major) === oldestUsable[0] && Number(minor) >= oldestUsable[1]);
	return isUsable ? { path, version: match[0].slice(1) } : undefined;
}
