import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { SlurmPlaces } from "./slurm-configuration.ts";

/*
 * The MariaDB that slurmdbd keeps its books in. To install one and to have slurmdbd and slurmctld fill it takes 4 to 8 s,
 * most of it waiting for the disk. So that is done once: everybody gets a copy of the folder as it was then.
 */

const cache = resolve(import.meta.dirname, "../../../node_modules/.cache/tilewright");
/** Goes up when what is in the folder changes. */
const edition = 1;
/** Files as small as may be: they are copied. */
const sizes = ["--innodb-log-file-size=4M", "--innodb-autoextend-increment=1"];
const noFiles = "--no-defaults";

/** Where the folder is kept: one for each version of the programs that write it. */
export function booksTemplate(): string {
	const versions = ["mariadbd", "slurmctld"].map((program) => execFileSync(program, ["-V"], { encoding: "utf8" }));
	const key = createHash("sha256").update([edition, ...sizes, ...versions].join("\n"));
	return join(cache, `slurm-books-${key.digest("hex").slice(0, 16)}`);
}

/** Of a MariaDB that has ended. Whoever comes first with it has made it. */
export function keepBooksTemplate({ directory }: Pick<SlurmPlaces, "directory">, template: string): void {
	mkdirSync(dirname(template), { recursive: true });
	const unfinished = mkdtempSync(`${template}.`);
	cpSync(dataOf(directory), unfinished, { recursive: true });
	try {
		renameSync(unfinished, template);
	} catch (error) {
		rmSync(unfinished, { recursive: true });
		if (!existsSync(template)) throw error;
	}
}

/** Writes the folder: a copy, or an empty one that still needs `openBooks`. */
export function writeBooks({ directory, user }: SlurmPlaces, template: string | null): void {
	if (template !== null) {
		cpSync(template, dataOf(directory), { recursive: true });
		return;
	}
	execFileSync(
		"mariadb-install-db",
		[noFiles, `--datadir=${dataOf(directory)}`, ...asUser(user), "--auth-root-authentication-method=normal"]
			.concat(["--skip-test-db"])
			.concat(sizes),
		// Two at once would take each other's temporary tables.
		{ stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, TMPDIR: join(directory, "temporary") } },
	);
}

export function booksServerArguments({ directory, databasePort, user }: SlurmPlaces): readonly string[] {
	return [
		noFiles,
		...asUser(user),
		...sizes,
		`--datadir=${dataOf(directory)}`,
		`--socket=${socketOf(directory)}`,
		`--port=${databasePort}`,
		"--bind-address=127.0.0.1",
		`--pid-file=${directory}/database.pid`,
		`--tmpdir=${directory}/temporary`,
		"--innodb-flush-log-at-trx-commit=0",
		"--innodb-buffer-pool-size=32M",
	];
}

/** Lets slurmdbd in. */
export function openBooks({ directory }: SlurmPlaces): void {
	const sql = [
		"create user slurm@127.0.0.1 identified by 'slurm'",
		"create user slurm@localhost identified by 'slurm'",
		"create database slurm_acct_db",
		"grant all on slurm_acct_db.* to slurm@127.0.0.1",
		"grant all on slurm_acct_db.* to slurm@localhost",
	].join("; ");
	execFileSync("mariadb", [noFiles, `--socket=${socketOf(directory)}`, "-u", "root", "-e", sql], { stdio: "pipe" });
}

function dataOf(directory: string): string {
	return join(directory, "database");
}

function socketOf(directory: string): string {
	return join(directory, "database.sock");
}

function asUser(user: string): readonly string[] {
	return user === "root" ? ["--user=root"] : [];
}
