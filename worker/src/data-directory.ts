import { createHash, randomUUID } from "node:crypto";
import {
	closeSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readFileSync,
	realpathSync,
	renameSync,
	rmSync,
	writeSync,
} from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";

/**
 * A worker's own files on its own disk:
 *
 *   worker.json   who it is
 *   journal.log   what it was given and what came of it, until that is committed
 *   cluster/      what it has submitted to a cluster, where it has one
 *   spawner/      socket, receipts and log of the process that starts its programs
 */
export interface DataDirectory {
	readonly workerId: string;
	readonly journalPath: string;
	readonly spawnerDirectory: string;
	readonly clusterDirectory: string;
	/** Lets another worker use it. */
	release(): Promise<void>;
}

const identitySchema = z.object({ workerId: z.uuid() });

/** Throws CONFIGURATION_INVALID when it cannot be used, or is used by another worker. */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
	let directory: string;
	try {
		mkdirSync(path, { recursive: true, mode: 0o700 });
		directory = realpathSync(path);
	} catch (cause) {
		throw unusable(path, describeError(cause), cause);
	}
	const lock = await lockDirectory(directory);
	try {
		return {
			workerId: readOrCreateIdentity(directory),
			journalPath: join(directory, "journal.log"),
			spawnerDirectory: join(directory, "spawner"),
			clusterDirectory: join(directory, "cluster"),
			release: () => new Promise((resolve) => lock.close(() => resolve())),
		};
	} catch (cause) {
		lock.close();
		throw cause instanceof TilewrightError ? cause : unusable(path, describeError(cause), cause);
	}
}

function readOrCreateIdentity(directory: string): string {
	const path = join(directory, "worker.json");
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch {
		const workerId = randomUUID();
		writeDurably(path, JSON.stringify({ workerId }));
		return workerId;
	}
	try {
		return identitySchema.parse(JSON.parse(text)).workerId;
	} catch (cause) {
		throw unusable(
			directory,
			`its worker.json is damaged (${describeError(cause)}); remove that file to begin as a new worker`,
			cause,
		);
	}
}

function writeDurably(path: string, content: string): void {
	const fd = openSync(`${path}.new`, "w", 0o600);
	writeSync(fd, content);
	fsyncSync(fd);
	closeSync(fd);
	renameSync(`${path}.new`, path);
}

/**
 * A name only one process can listen on, gone with the process whatever ends it. On Linux it is not a file
 * (abstract socket), on Windows a named pipe; elsewhere a socket file, which a dead process leaves behind.
 */
async function lockDirectory(directory: string): Promise<Server> {
	const name = `tilewright-worker-${createHash("sha256").update(directory).digest("hex").slice(0, 32)}`;
	const isFile = process.platform !== "linux" && process.platform !== "win32";
	const address = isFile
		? join(directory, "worker.sock")
		: process.platform === "linux"
			? `\0${name}`
			: `\\\\.\\pipe\\${name}`;
	if (isFile && !(await answers(address))) rmSync(address, { force: true });
	const server = createServer((socket) => socket.destroy());
	server.unref();
	return new Promise((resolve, reject) => {
		server.once("error", (cause: NodeJS.ErrnoException) => {
			const isTaken = cause.code === "EADDRINUSE";
			reject(unusable(directory, isTaken ? "another worker is using it" : cause.message, cause));
		});
		server.listen(address, () => resolve(server));
	});
}

function answers(address: string): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(address);
		socket.once("connect", () => {
			socket.destroy();
			resolve(true);
		});
		socket.once("error", () => resolve(false));
	});
}

function unusable(path: string, problem: string, cause: unknown): TilewrightError {
	return new TilewrightError({
		code: "CONFIGURATION_INVALID",
		message: `The worker's data directory "${path}" cannot be used: ${problem}. Give each worker a directory of its own with TILEWRIGHT_WORKER_DATA_DIR.`,
		fields: { path },
		cause,
	});
}
