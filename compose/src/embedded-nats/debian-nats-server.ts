import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runBriefly } from "../child-process/run-briefly.ts";
import { checkNatsServer, type NatsServerProgram } from "./nats-server-program.ts";

const packageName = "nats-server";
/** For all steps together: a laptop in a network that swallows packets must not wait for long. It takes 1 to 4 s where it works. */
const timeoutMs = 10_000;
const aptLimits = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=3", "-o", "Acquire::https::Timeout=3"];

export type FetchResult =
	| { readonly kind: "fetched"; readonly program: NatsServerProgram }
	| { readonly kind: "unavailable"; readonly reason: string };

/**
 * Fetches Debian's (or Ubuntu's) nats-server package and unpacks it below `directory`, without installing
 * anything and without being root. The package needs nothing but the C library.
 */
export async function fetchDebianNatsServer(directory: string, stop?: AbortSignal): Promise<FetchResult> {
	if (process.platform !== "linux" || !isOnPath("apt-get") || !isOnPath("dpkg-deb")) {
		return { kind: "unavailable", reason: "this machine has no apt-get and dpkg-deb" };
	}
	const timeout = AbortSignal.timeout(timeoutMs);
	const signal = stop === undefined ? timeout : AbortSignal.any([stop, timeout]);
	const scratch = `${directory}.fetching-${process.pid}`;
	rmSync(scratch, { recursive: true, force: true });
	mkdirSync(join(scratch, "unpacked"), { recursive: true });
	try {
		const reason = await downloadPackage(scratch, signal);
		if (reason !== undefined) return { kind: "unavailable", reason };
		const archive = readdirSync(scratch).find((name) => name.endsWith(".deb"));
		if (archive === undefined) return { kind: "unavailable", reason: "apt-get download left no package" };
		const unpacking = await runBriefly("dpkg-deb", ["-x", join(scratch, archive), join(scratch, "unpacked")], {
			timeoutMs,
			signal,
		});
		if (!unpacking.succeeded) return { kind: "unavailable", reason: `dpkg-deb: ${lastLine(unpacking.stderr)}` };
		rmSync(directory, { recursive: true, force: true });
		renameSync(join(scratch, "unpacked"), directory);
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
	const program = await findUnpackedNatsServer(directory);
	return program === undefined
		? { kind: "unavailable", reason: "the package's nats-server does not run here" }
		: { kind: "fetched", program };
}

/** What an earlier start has unpacked. */
export async function findUnpackedNatsServer(directory: string): Promise<NatsServerProgram | undefined> {
	for (const folder of ["usr/sbin", "usr/bin"]) {
		const path = join(directory, folder, "nats-server");
		if (existsSync(path)) return checkNatsServer(path);
	}
	return undefined;
}

/** Answers with a reason when it did not work. */
async function downloadPackage(scratch: string, signal: AbortSignal): Promise<string | undefined> {
	const download = ["download", ...aptLimits, packageName];
	const first = await runBriefly("apt-get", download, { cwd: scratch, timeoutMs, signal });
	if (first.succeeded) return undefined;
	// Container images come without package lists: fetch them into a directory of our own, as any user may.
	const ownLists = await privateLists(scratch, signal);
	if (typeof ownLists === "string") return ownLists;
	const second = await runBriefly("apt-get", [...ownLists.options, ...download], {
		cwd: scratch,
		timeoutMs,
		signal,
	});
	return second.succeeded ? undefined : `apt-get download: ${lastLine(second.stderr)}`;
}

async function privateLists(
	scratch: string,
	signal: AbortSignal,
): Promise<{ readonly options: readonly string[] } | string> {
	const lists = join(scratch, "lists");
	const cache = join(scratch, "cache");
	mkdirSync(join(lists, "partial"), { recursive: true });
	mkdirSync(join(cache, "archives", "partial"), { recursive: true });
	const options = ["-o", `Dir::State::lists=${lists}`, "-o", `Dir::Cache=${cache}`];
	const update = await runBriefly("apt-get", [...options, ...aptLimits, "update"], {
		timeoutMs,
		signal,
	});
	// apt-get update answers 0 even when it could reach nothing; the download that follows tells.
	return update.exitCode === null ? `apt-get update: ${lastLine(update.stderr)}` : { options };
}

function isOnPath(name: string): boolean {
	return (process.env.PATH ?? "").split(":").some((folder) => folder !== "" && existsSync(join(folder, name)));
}

function lastLine(text: string): string {
	return text.trim().split("\n").at(-1) ?? "no reason given";
}
