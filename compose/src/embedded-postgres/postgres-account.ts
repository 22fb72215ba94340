import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { runBriefly } from "../child-process/run-briefly.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";

/** How Postgres' programs are started so that they do not run as root, which they refuse to. */
export interface PostgresAccount {
	/**
	 * `own`: we are not root. `namespace`: as root, in a user namespace where root is called nobody: nothing
	 * changes owner and nothing needs to be readable by others. `nobody`: as root where namespaces are
	 * forbidden: really as nobody, with files it can reach.
	 */
	readonly kind: "own" | "namespace" | "nobody";
	/** Where the database's files go. */
	readonly directory: string;
	/** With bin, lib and share, readable for the account. */
	readonly nativeDirectory: string;
	command(program: string, args: readonly string[]): PostgresCommand;
	/** Gives a file or folder that we have made to the account. */
	own(path: string): Promise<void>;
}

export interface PostgresCommand {
	readonly program: string;
	readonly args: readonly string[];
	readonly uid?: number;
	readonly gid?: number;
}

/** Has a name (nobody) on all systems, which initdb insists on. */
const nobodyId = 65534;
const namespaceArguments = ["-U", `--map-user=${nobodyId}`, `--map-group=${nobodyId}`];
/** Where root's data goes when nobody cannot reach the data directory. */
const systemDirectory = "/var/lib/tilewright";
const helperTimeoutMs = 60_000;

/**
 * @param dataDirectory where the files should go; exists
 * @param forced for tests: skip the choice
 */
export async function choosePostgresAccount(
	dataDirectory: string,
	binaries: PostgresBinaries,
	forced?: PostgresAccount["kind"],
): Promise<PostgresAccount> {
	const isRoot = process.getuid?.() === 0;
	const kind = forced ?? (isRoot ? await kindForRoot(dataDirectory) : "own");
	switch (kind) {
		case "own":
			return { ...plainAccount(dataDirectory, binaries), kind, command: (program, args) => ({ program, args }) };
		case "namespace":
			return {
				...plainAccount(dataDirectory, binaries),
				kind,
				command: (program, args) => ({ program: "unshare", args: [...namespaceArguments, program, ...args] }),
			};
		case "nobody":
			return nobodyAccount(dataDirectory, binaries);
	}
}

async function kindForRoot(dataDirectory: string): Promise<"namespace" | "nobody"> {
	// Files that belong to nobody already stay with nobody.
	if (existsSync(locationFile(dataDirectory))) return "nobody";
	const trial = await runBriefly("unshare", [...namespaceArguments, "true"], { timeoutMs: 5_000 });
	return trial.succeeded ? "namespace" : "nobody";
}

function plainAccount(dataDirectory: string, binaries: PostgresBinaries) {
	return { directory: dataDirectory, nativeDirectory: binaries.nativeDirectory, own: async () => {} };
}

async function nobodyAccount(dataDirectory: string, binaries: PostgresBinaries): Promise<PostgresAccount> {
	const directory = reachableDirectory(dataDirectory);
	mkdirSync(directory, { recursive: true });
	chmodSync(directory, 0o755);
	await chown(directory, false);
	const cluster = join(directory, "cluster");
	const earlier = join(dataDirectory, "cluster");
	// The namespaces worked once and no longer do: take the data along.
	if (directory !== dataDirectory && existsSync(earlier) && !existsSync(cluster)) {
		cpSync(earlier, `${cluster}.moving`, { recursive: true, preserveTimestamps: true });
		renameSync(`${cluster}.moving`, cluster);
	}
	if (existsSync(cluster)) await chown(cluster, true);
	writeFileSync(locationFile(dataDirectory), `${directory}\n`);
	return {
		kind: "nobody",
		directory,
		nativeDirectory: reachableBinaries(binaries),
		command: (program, args) => ({ program, args, uid: nobodyId, gid: nobodyId }),
		own: (path) => chown(path, true),
	};
}

/** Says where the files are, when nobody owns them. */
function locationFile(dataDirectory: string): string {
	return join(dataDirectory, "owned-by-nobody.txt");
}

function reachableDirectory(dataDirectory: string): string {
	if (existsSync(locationFile(dataDirectory))) return readFileSync(locationFile(dataDirectory), "utf8").trim();
	if (isReachableByOthers(dirname(resolve(dataDirectory)))) return dataDirectory;
	const name = createHash("sha256").update(resolve(dataDirectory)).digest("hex").slice(0, 12);
	return join(systemDirectory, `data-${name}`);
}

function reachableBinaries(binaries: PostgresBinaries): string {
	if (isReachableByOthers(binaries.nativeDirectory)) return binaries.nativeDirectory;
	const copy = join(systemDirectory, `postgres-${binaries.packageVersion}`);
	const mark = join(copy, "complete");
	if (!existsSync(mark)) {
		mkdirSync(copy, { recursive: true });
		chmodSync(systemDirectory, 0o755);
		cpSync(binaries.nativeDirectory, copy, { recursive: true, verbatimSymlinks: true });
		writeFileSync(mark, "");
	}
	return copy;
}

/** Whether a stranger may walk into the folder. */
export function isReachableByOthers(directory: string): boolean {
	for (let folder = resolve(directory); ; folder = dirname(folder)) {
		if ((statSync(folder).mode & 0o001) === 0) return false;
		if (folder === dirname(folder)) return true;
	}
}

async function chown(path: string, isRecursive: boolean): Promise<void> {
	const args = [...(isRecursive ? ["-R"] : []), `${nobodyId}:${nobodyId}`, path];
	const run = await runBriefly("chown", args, { timeoutMs: helperTimeoutMs });
	if (run.succeeded) return;
	throw new TilewrightError({
		code: "EMBEDDED_SERVICE_FAILED",
		message: `Postgres does not run as root, and ${path} cannot be given to nobody: ${run.stderr}. Start Tilewright as another user, or set TILEWRIGHT_DATABASE_URL.`,
		fields: { path },
	});
}
