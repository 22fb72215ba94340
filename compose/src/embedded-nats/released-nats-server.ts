import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@tilewright/contract/errors";
import { runBriefly } from "../child-process/run-briefly.ts";
import type { FetchResult } from "./debian-nats-server.ts";
import { checkNatsServer, type NatsServerProgram } from "./nats-server-program.ts";
import { type NatsServerRelease, natsServerReleases } from "./nats-server-releases.ts";

/** Until the first byte: a machine without a way out must not wait. */
const responseTimeoutMs = 4_000;
/** About 6 MB. */
const downloadTimeoutMs = 60_000;
const unpackTimeoutMs = 10_000;
const fileName = process.platform === "win32" ? "nats-server.exe" : "nats-server";

/** Downloads the pinned official release into `directory`; a file with another checksum is thrown away. */
export async function fetchReleasedNatsServer(
	directory: string,
	options: { readonly releases?: readonly NatsServerRelease[]; readonly signal?: AbortSignal | undefined } = {},
): Promise<FetchResult> {
	const platform = `${process.platform}-${process.arch}`;
	const release = (options.releases ?? natsServerReleases).find((candidate) => candidate.platform === platform);
	if (release === undefined) return { kind: "unavailable", reason: `no release is pinned for ${platform}` };
	const scratch = `${directory}.fetching-${process.pid}`;
	rmSync(scratch, { recursive: true, force: true });
	mkdirSync(scratch, { recursive: true });
	try {
		const archive = await download(release.url, options.signal);
		const sha256 = createHash("sha256").update(archive).digest("hex");
		if (sha256 !== release.sha256) {
			return {
				kind: "unavailable",
				reason: `${release.url} has the checksum ${sha256}, not the pinned ${release.sha256}`,
			};
		}
		const archiveFile = join(scratch, release.url.slice(release.url.lastIndexOf("/") + 1));
		writeFileSync(archiveFile, archive);
		// tar of Windows 10 and later, and of macOS, reads zip files too.
		const unpacking = await runBriefly("tar", ["-xf", archiveFile, "-C", scratch], {
			timeoutMs: unpackTimeoutMs,
			signal: options.signal,
		});
		if (!unpacking.succeeded) return { kind: "unavailable", reason: `tar: ${unpacking.stderr}` };
		const unpacked = findFile(scratch);
		if (unpacked === undefined) return { kind: "unavailable", reason: "the release holds no nats-server" };
		chmodSync(unpacked, 0o755);
		mkdirSync(directory, { recursive: true });
		renameSync(unpacked, join(directory, fileName));
	} catch (error) {
		// fetch itself only says "fetch failed".
		const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
		return { kind: "unavailable", reason: `${release.url}: ${describeError(cause)}` };
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
	const program = await findDownloadedNatsServer(directory);
	return program === undefined
		? { kind: "unavailable", reason: "the released nats-server does not run here" }
		: { kind: "fetched", program };
}

/** What an earlier start has downloaded. */
export async function findDownloadedNatsServer(directory: string): Promise<NatsServerProgram | undefined> {
	const path = join(directory, fileName);
	return existsSync(path) ? checkNatsServer(path) : undefined;
}

async function download(url: string, signal: AbortSignal | undefined): Promise<Buffer> {
	const stop = new AbortController();
	const onAbort = () => stop.abort(signal?.reason);
	signal?.addEventListener("abort", onAbort, { once: true });
	let timer = setTimeout(() => stop.abort(new Error(`no answer within ${responseTimeoutMs} ms`)), responseTimeoutMs);
	try {
		const response = await fetch(url, { signal: stop.signal });
		if (!response.ok) throw new Error(`HTTP status ${response.status}`);
		clearTimeout(timer);
		timer = setTimeout(() => stop.abort(new Error(`not done within ${downloadTimeoutMs} ms`)), downloadTimeoutMs);
		return Buffer.from(await response.arrayBuffer());
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener("abort", onAbort);
	}
}

/** The archive has one folder with the program in it. */
function findFile(directory: string): string | undefined {
	const found = readdirSync(directory, { recursive: true, encoding: "utf8" }).find(
		(name) => name === fileName || name.endsWith(`/${fileName}`) || name.endsWith(`\\${fileName}`),
	);
	return found === undefined ? undefined : join(directory, found);
}
