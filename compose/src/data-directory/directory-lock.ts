import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { TilewrightError } from "@tilewright/contract/errors";
import { identifyProcess } from "../child-process/process-identity.ts";

export interface DirectoryLock {
	/** May be called twice. */
	release(): void;
}

/**
 * Makes sure that one process at a time uses a directory, by a file with the owner's pid. The lock of a
 * process that no longer runs is taken over. Throws STATE_CONFLICT naming the owner.
 *
 * @param user what uses it, for the message: "Tilewright"
 */
export function lockDirectory(options: {
	readonly lockFile: string;
	readonly directory: string;
	readonly user: string;
}): DirectoryLock {
	const { lockFile } = options;
	const own = JSON.stringify({
		pid: process.pid,
		identity: identifyProcess(process.pid),
		startedAt: new Date().toISOString(),
	});
	// Every round either succeeds, throws, or has removed a dead owner's lock.
	for (let round = 0; round < 10; round += 1) {
		if (createExclusively(lockFile, own)) return lockHeld(lockFile, own);
		const found = readIfThere(lockFile);
		if (found === undefined) continue;
		const owner = parseOwner(found);
		if (owner !== undefined && isRunning(owner)) throw inUse(options, owner);
		removeStale(lockFile, found);
	}
	throw new TilewrightError({
		code: "STATE_CONFLICT",
		message: `Several processes are fighting for ${options.lockFile}. Start one at a time.`,
		fields: { lockFile },
	});
}

function lockHeld(lockFile: string, own: string): DirectoryLock {
	return {
		release: () => {
			if (readIfThere(lockFile) === own) rmSync(lockFile, { force: true });
		},
	};
}

/** In one step, so that nobody can see the lock without its content. */
function createExclusively(lockFile: string, content: string): boolean {
	const draft = `${lockFile}.draft-${process.pid}`;
	writeFileSync(draft, content);
	try {
		linkSync(draft, lockFile);
		return true;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
		throw error;
	} finally {
		rmSync(draft, { force: true });
	}
}

function readIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}

/** Only one of several contenders can move the file away; who moved a newer lock by mistake puts it back. */
function removeStale(lockFile: string, seen: string): void {
	const aside = `${lockFile}.stale-${process.pid}`;
	try {
		renameSync(lockFile, aside);
	} catch {
		return;
	}
	const moved = readIfThere(aside);
	if (moved !== undefined && moved !== seen) renameSync(aside, lockFile);
	else rmSync(aside, { force: true });
}

interface Owner {
	readonly pid: number;
	readonly identity: string | undefined;
	readonly startedAt: string;
}

function parseOwner(text: string): Owner | undefined {
	try {
		const value = JSON.parse(text) as Partial<Record<keyof Owner, unknown>>; // Checked field by field below.
		if (typeof value.pid !== "number") return undefined;
		return {
			pid: value.pid,
			identity: typeof value.identity === "string" ? value.identity : undefined,
			startedAt: typeof value.startedAt === "string" ? value.startedAt : "an unknown time",
		};
	} catch {
		return undefined;
	}
}

function isRunning(owner: Owner): boolean {
	const identity = identifyProcess(owner.pid);
	return identity !== undefined && (owner.identity === undefined || owner.identity === identity);
}

function inUse(options: { readonly directory: string; readonly user: string }, owner: Owner): TilewrightError {
	return new TilewrightError({
		code: "STATE_CONFLICT",
		message: `Another ${options.user} (pid ${owner.pid}, since ${owner.startedAt}) uses ${options.directory}. Stop it first, or choose another data directory (--data-dir or TILEWRIGHT_DATA_DIR).`,
		fields: { directory: options.directory, pid: owner.pid },
	});
}
