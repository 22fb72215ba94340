import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "@tilewright/compose/child-process/wait-until";
import { type EmbeddedBroker, startEmbeddedBroker } from "@tilewright/compose/embedded-broker/embedded-broker";
import { startNatsServer } from "@tilewright/compose/embedded-nats/nats-server-process";
import { findInstalledNatsServer } from "@tilewright/compose/embedded-nats/nats-server-program";

/** One of the servers that the message bus must work with. */
export interface BusServerUnderTest {
	readonly name: string;
	/** Why it cannot run here; undefined when it can. */
	readonly missing: string | undefined;
	start(): Promise<RunningBusServer>;
}

export interface RunningBusServer {
	readonly url: string;
	/** Ends it without a word to its clients, and brings it back under the same address. */
	crashAndRestart(): Promise<void>;
	/** Stops it in its tracks, with its lines open, and answers how to wake it; undefined where that cannot be done. */
	readonly freeze: (() => () => void) | undefined;
	stop(): Promise<void>;
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };

export async function busServersUnderTest(): Promise<readonly BusServerUnderTest[]> {
	const program = await findInstalledNatsServer();
	return [
		{
			name: program === undefined ? "nats-server" : `nats-server ${program.version}`,
			missing: program === undefined ? "no nats-server is installed (scripts/set-up-debian-packages.sh)" : undefined,
			start: () => startRealServer(program?.path ?? "nats-server"),
		},
		{ name: "the embedded broker", missing: undefined, start: startBroker },
	];
}

async function startRealServer(program: string): Promise<RunningBusServer> {
	const directory = mkdtempSync(join(tmpdir(), "tilewright-nats-"));
	const server = await startNatsServer({ program, directory, logger: silent });
	return {
		url: server.url,
		crashAndRestart: async () => {
			const { pid } = server;
			if (pid !== undefined) process.kill(pid, "SIGKILL");
			// The supervisor starts it again.
			await waitUntil(() => server.pid !== undefined && server.pid !== pid, { timeoutMs: 10_000 });
		},
		freeze: () => {
			const pid = server.pid ?? 0;
			process.kill(pid, "SIGSTOP");
			return () => process.kill(pid, "SIGCONT");
		},
		stop: async () => {
			await server.stop();
			rmSync(directory, { recursive: true, force: true });
		},
	};
}

async function startBroker(): Promise<RunningBusServer> {
	const token = "conformance";
	let broker: EmbeddedBroker = await startEmbeddedBroker({ token });
	return {
		url: broker.url,
		crashAndRestart: async () => {
			const { port } = broker;
			await broker.stop();
			broker = await startEmbeddedBroker({ token, port });
		},
		// It lives in this process.
		freeze: undefined,
		stop: () => broker.stop(),
	};
}
