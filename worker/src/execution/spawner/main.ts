import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { ProgramTable } from "./program-table.ts";
import {
	createLineReader,
	protocolVersion,
	type SpawnerIdentity,
	type SpawnerMessage,
	type WorkerMessage,
} from "./protocol.ts";

/**
 * The spawner: a process of its own that starts the worker's programs and watches over them. It is small,
 * because forking costs in proportion to the memory of the one who forks, and it outlives the worker, so
 * that a worker may be restarted without losing what runs. docs/decisions/0003-spawner-process.md says why.
 *
 *   node spawner.mjs <directory> <socket path> <worker id> <spawner id> [<seconds until an idle one ends>]
 */
const [, , directory = "", socketPath = "", workerId = "", spawnerId = "", idleSeconds = "60"] = process.argv;
const terminationGraceMs = 2_000;
const exitCheckMs = 250;

mkdirSync(directory, { recursive: true, mode: 0o700 });
const identityPath = join(directory, "spawner.json");

let worker: Socket | undefined;
let mustFinish = false;
let idleSince = performance.now();

function tell(message: SpawnerMessage): void {
	if (worker?.writable) worker.write(`${JSON.stringify(message)}\n`);
}

const programs = new ProgramTable({
	receiptsPath: join(directory, "receipts.log"),
	workerId,
	onStarted: ({ attemptId, startedAtMs }) => tell({ kind: "started", attemptId, startedAtMs }),
	onEnded: (exit) => tell({ kind: "ended", exit }),
});

function handle(message: WorkerMessage): void {
	switch (message.kind) {
		case "hello":
			programs.setEnvironment(message.environment);
			tell({
				kind: "welcome",
				protocolVersion,
				spawnerId,
				pid: process.pid,
				running: programs.running.map(({ attemptId, startedAtMs }) => ({ attemptId, startedAtMs })),
				ended: programs.ended,
			});
			return;
		case "start":
			programs.start(message.order);
			return;
		case "stop":
			programs.stop(message.attemptId, message.reason, message.graceMs);
			return;
		case "renew":
			programs.renew(message.stopInMs, message.killInMs);
			tell({ kind: "renewed" });
			return;
		case "forget":
			programs.forget(message.attemptIds);
			return;
		case "finish":
			mustFinish = true;
	}
}

const server = createServer((socket) => {
	// There is one worker: a new connection means that the old one is dead.
	worker?.destroy();
	worker = socket;
	socket.setEncoding("utf8");
	socket.on("data", createLineReader<WorkerMessage>(handle));
	socket.on("error", () => {});
	socket.on("close", () => {
		if (worker === socket) worker = undefined;
	});
});

async function end(): Promise<never> {
	server.close();
	rmSync(identityPath, { force: true });
	await programs.close();
	process.exit(0);
}

function endWhenIdle(): void {
	const isBusy = programs.running.length > 0;
	if (isBusy || (worker !== undefined && !mustFinish)) idleSince = performance.now();
	const isOver = performance.now() - idleSince >= Number(idleSeconds) * 1000;
	if (!isBusy && (mustFinish || isOver)) void end();
}

process.on("SIGTERM", () => {
	programs.stopAll("lost", terminationGraceMs);
	mustFinish = true;
});
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});

// The worker holds the lock of the data directory: a socket file that is there belongs to nobody.
if (process.platform !== "win32" && existsSync(socketPath)) rmSync(socketPath);
server.listen(socketPath, () => {
	const identity: SpawnerIdentity = { spawnerId, pid: process.pid };
	writeFileSync(`${identityPath}.new`, JSON.stringify(identity));
	renameSync(`${identityPath}.new`, identityPath);
	setInterval(endWhenIdle, exitCheckMs);
});
