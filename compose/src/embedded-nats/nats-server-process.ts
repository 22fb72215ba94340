import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { endLeftoverProcess, forgetProcess, recordProcess } from "../child-process/leftover-process.ts";
import { SupervisedProcess, type SupervisorLogger } from "../child-process/supervised-process.ts";
import { waitUntil } from "../child-process/wait-until.ts";

export interface NatsServerProcess {
	/** With the token: `nats://token@127.0.0.1:port`. */
	readonly url: string;
	readonly port: number;
	readonly pid: number | undefined;
	/** May be called twice. */
	stop(): Promise<void>;
}

const host = "127.0.0.1";
const readyTimeoutMs = 10_000;
const stopTimeoutMs = 5_000;
/** What core NATS takes by default; one message holds a batch of assignments. */
const maxPayloadBytes = 1024 * 1024;

/**
 * Runs a nats-server as a child: on loopback only, on a free port, without streams, with a token that only
 * we know. It is started again on the same port when it dies. Throws EMBEDDED_SERVICE_FAILED.
 *
 * @param directory for its configuration; created
 */
export async function startNatsServer(options: {
	readonly program: string;
	readonly directory: string;
	readonly logger: SupervisorLogger;
	readonly signal?: AbortSignal | undefined;
}): Promise<NatsServerProcess> {
	const { directory, logger } = options;
	const pidFile = join(directory, "nats-server.pid.json");
	const configurationFile = join(directory, "nats-server.conf");
	const token = randomBytes(18).toString("base64url");
	mkdirSync(directory, { recursive: true, mode: 0o700 });
	await endLeftoverProcess(pidFile, { name: "nats-server", timeoutMs: stopTimeoutMs, logger });
	removePortsFiles(directory);
	writeConfiguration(configurationFile, { port: -1, token, directory });

	const supervised = new SupervisedProcess({
		name: "nats-server",
		program: options.program,
		args: ["--config", configurationFile],
		environment: () => process.env,
		logger,
		onLine: (line) => {
			if (/\[(ERR|FTL|WRN)\]/.test(line)) logger.warn({ line }, "nats-server says something.");
		},
		onStarted: (pid) => recordProcess(pidFile, pid),
		// A server that has never been ready has a reason that a restart does not cure.
		onDied: () => isReady,
		stopTimeoutMs,
	});
	let isReady = false;
	supervised.start();
	try {
		const port = await waitForPort(directory, supervised, options.signal);
		// A restart keeps the port, so that clients find it again.
		writeConfiguration(configurationFile, { port, token, directory });
		isReady = true;
		return {
			url: `nats://${token}@${host}:${port}`,
			port,
			get pid() {
				return supervised.pid;
			},
			stop: async () => {
				await supervised.stop();
				forgetProcess(pidFile);
				removePortsFiles(directory);
			},
		};
	} catch (error) {
		await supervised.stop();
		forgetProcess(pidFile);
		throw error;
	}
}

function writeConfiguration(
	file: string,
	values: { readonly port: number; readonly token: string; readonly directory: string },
): void {
	const lines = [
		`listen: "${host}:${values.port}"`,
		`authorization { token: ${JSON.stringify(values.token)} }`,
		`max_payload: ${maxPayloadBytes}`,
		`ports_file_dir: ${JSON.stringify(values.directory)}`,
	];
	writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
}

async function waitForPort(
	directory: string,
	supervised: SupervisedProcess,
	signal: AbortSignal | undefined,
): Promise<number> {
	let port: number | undefined;
	await waitUntil(
		async () => {
			port ??= readPortsFile(directory);
			return (port !== undefined && (await isListening(port))) || (port === undefined && hasEnded(supervised));
		},
		{ timeoutMs: readyTimeoutMs, signal },
	);
	if (port !== undefined && supervised.isRunning) return port;
	throw new TilewrightError({
		code: "EMBEDDED_SERVICE_FAILED",
		message: `nats-server did not start. It said last: ${supervised.lastLines.join(" | ") || "nothing"}. Set TILEWRIGHT_NATS_URL to use a server of your own.`,
		fields: { lastLines: supervised.lastLines },
	});
}

function hasEnded(supervised: SupervisedProcess): boolean {
	return !supervised.isRunning;
}

/** The server writes `nats-server_<pid>.ports` with the addresses it has taken. */
function readPortsFile(directory: string): number | undefined {
	for (const file of portsFiles(directory)) {
		const match = /"nats:\/\/[^"]*:(\d+)"/.exec(readFileSync(file, "utf8"));
		if (match?.[1] !== undefined) return Number(match[1]);
	}
	return undefined;
}

function portsFiles(directory: string): string[] {
	return readdirSync(directory)
		.filter((name) => name.endsWith(".ports"))
		.map((name) => join(directory, name));
}

function removePortsFiles(directory: string): void {
	for (const file of portsFiles(directory)) rmSync(file, { force: true });
}

function isListening(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = createConnection({ port, host });
		const finish = (answer: boolean) => {
			socket.destroy();
			resolve(answer);
		};
		// The server greets every connection with its INFO line.
		socket.once("data", () => finish(true));
		socket.once("error", () => finish(false));
		socket.once("close", () => finish(false));
	});
}
