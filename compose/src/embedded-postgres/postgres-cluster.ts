import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { runBriefly } from "../child-process/run-briefly.ts";
import type { PostgresAccount } from "./postgres-account.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";

export const databaseUser = "tilewright";
/** 0.6 s here; a slow network disk needs longer. */
const initializeTimeoutMs = 120_000;

/** Makes the database's files if there are none yet. Returns their folder. */
export async function ensureCluster(
	account: PostgresAccount,
	binaries: PostgresBinaries,
	options: {
		readonly password: string | undefined;
		readonly env: NodeJS.ProcessEnv;
		readonly signal?: AbortSignal | undefined;
	},
): Promise<string> {
	const cluster = join(account.directory, "cluster");
	if (existsSync(join(cluster, "PG_VERSION"))) {
		checkVersion(cluster, binaries);
		return cluster;
	}
	// Made beside and renamed, so that an interrupted initdb leaves nothing that looks complete.
	const draft = join(account.directory, "cluster.new");
	rmSync(draft, { recursive: true, force: true });
	const passwordFile = join(account.directory, "initial-password");
	if (options.password !== undefined) writeFileSync(passwordFile, options.password, { mode: 0o600 });
	try {
		const command = account.command(join(account.nativeDirectory, "bin", "initdb"), [
			...["-D", draft, "-U", databaseUser, "-E", "UTF8", "--locale=C"],
			...["--auth-local=trust", "--auth-host=scram-sha-256"],
			...(options.password === undefined ? [] : [`--pwfile=${passwordFile}`]),
		]);
		const run = await runBriefly(command.program, command.args, {
			...idsOf(command),
			cwd: account.directory,
			env: options.env,
			timeoutMs: initializeTimeoutMs,
			signal: options.signal,
		});
		options.signal?.throwIfAborted();
		if (!run.succeeded) throw initializeFailed(account, run.stderr || run.stdout);
		renameSync(draft, cluster);
	} finally {
		rmSync(passwordFile, { force: true });
		rmSync(draft, { recursive: true, force: true });
	}
	return cluster;
}

export function idsOf(command: { readonly uid?: number; readonly gid?: number }): { uid?: number; gid?: number } {
	return {
		...(command.uid === undefined ? {} : { uid: command.uid }),
		...(command.gid === undefined ? {} : { gid: command.gid }),
	};
}

function checkVersion(cluster: string, binaries: PostgresBinaries): void {
	const version = Number.parseInt(readFileSync(join(cluster, "PG_VERSION"), "utf8"), 10);
	if (version === binaries.majorVersion) return;
	throw new TilewrightError({
		code: "EMBEDDED_SERVICE_FAILED",
		message: `The database in ${cluster} was made by Postgres ${version}; the installed one is ${binaries.majorVersion} and cannot open it. Go back to the earlier Tilewright, or start with another data directory.`,
		fields: { cluster, version, installed: binaries.majorVersion },
	});
}

function initializeFailed(account: PostgresAccount, output: string): TilewrightError {
	const lastLines = output.trim().split("\n").slice(-5).join(" | ");
	return new TilewrightError({
		code: "EMBEDDED_SERVICE_FAILED",
		message: `A new database could not be made in ${account.directory}: ${lastLines}. Set TILEWRIGHT_DATABASE_URL to use a Postgres of your own.`,
		fields: { directory: account.directory, account: account.kind },
	});
}
