import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { connectNatsMessageBus } from "@tilewright/contract/messaging/nats-message-bus";
import { afterEach, describe, expect, it } from "vitest";
import { waitUntil } from "../child-process/wait-until.ts";
import { type EmbeddedBroker, type EmbeddedBrokerOptions, startEmbeddedBroker } from "./embedded-broker.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options?: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
	const broker = await startEmbeddedBroker(options);
	cleanups.push(() => broker.stop());
	return broker;
}

/** A client by hand: what the broker said so far, and whether it has ended the line. */
async function talk(broker: EmbeddedBroker): Promise<{ socket: Socket; said: () => string; ended: () => boolean }> {
	const socket = createConnection({ port: broker.port, host: "127.0.0.1" });
	cleanups.push(() => socket.destroy());
	let said = "";
	let hasEnded = false;
	socket.on("data", (chunk: Buffer) => {
		said += chunk.toString();
	});
	socket.on("error", () => {});
	socket.on("close", () => {
		hasEnded = true;
	});
	await once(socket, "connect");
	return { socket, said: () => said, ended: () => hasEnded };
}

const soon = { timeoutMs: 5_000 };

describe("the embedded broker", () => {
	it("cuts off a client that sends garbage, and serves the others", async () => {
		const broker = await start();
		const bus = await connectNatsMessageBus({ url: broker.url, name: "bystander" });
		cleanups.push(() => bus.close());
		for (let round = 0; round < 20; round += 1) {
			const client = await talk(broker);
			client.socket.write(Buffer.concat([randomBytes(300), Buffer.from("\r\n")]));
			expect(await waitUntil(client.ended, soon)).toBe(true);
			expect(client.said()).toContain("-ERR 'Unknown Protocol Operation'");
		}
		expect(await waitUntil(() => broker.connectionCount === 1, soon)).toBe(true);
		await bus.flush();
		expect(bus.isConnected).toBe(true);
	});

	it("lets nobody in without the token", async () => {
		const broker = await start({ token: "secret" });
		const stranger = await talk(broker);
		stranger.socket.write('CONNECT {"auth_token":"guess"}\r\nPING\r\n');
		expect(await waitUntil(stranger.ended, soon)).toBe(true);
		expect(stranger.said()).toContain("-ERR 'Authorization Violation'");
		expect(stranger.said()).not.toContain("PONG");
		const rude = await talk(broker);
		rude.socket.write("SUB > 1\r\n");
		expect(await waitUntil(rude.ended, soon)).toBe(true);
		const bus = await connectNatsMessageBus({ url: broker.url, name: "invited" });
		cleanups.push(() => bus.close());
		await bus.flush();
	});

	it("says BUS_UNREACHABLE to a client with the wrong token when its patience ends", async () => {
		const broker = await start({ token: "secret" });
		const url = `nats://wrong@127.0.0.1:${broker.port}`;
		await expect(connectNatsMessageBus({ url, name: "stranger", firstConnectionTimeoutMs: 300 })).rejects.toMatchObject(
			{ code: "BUS_UNREACHABLE", message: expect.stringContaining("Authorization Violation") },
		);
	});

	it("cuts off a client that does not read, and keeps no more than the bound for it", async () => {
		const broker = await start({ maxPendingBytes: 1_000_000 });
		const slow = await talk(broker);
		slow.socket.write("CONNECT {}\r\nSUB flood 1\r\nPING\r\n");
		expect(await waitUntil(() => slow.said().includes("PONG"), soon)).toBe(true);
		slow.socket.pause();
		const bus = await connectNatsMessageBus({ url: broker.url, name: "flooder" });
		cleanups.push(() => bus.close());
		const flooded = await waitUntil(
			async () => {
				for (let count = 0; count < 50; count += 1) bus.publish("flood", new Uint8Array(100_000));
				await bus.flush();
				return broker.connectionCount === 1;
			},
			{ timeoutMs: 20_000, intervalMs: 0 },
		);
		expect(flooded).toBe(true);
		expect(bus.isConnected).toBe(true);
	});

	it("ends a subscription after the number of messages its client asked for", async () => {
		const broker = await start();
		const client = await talk(broker);
		client.socket.write(
			"CONNECT {}\r\nSUB a 7\r\nUNSUB 7 2\r\nPUB a 1\r\n1\r\nPUB a 1\r\n2\r\nPUB a 1\r\n3\r\nPING\r\n",
		);
		expect(await waitUntil(() => client.said().includes("PONG"), soon)).toBe(true);
		expect(client.said()).toContain("MSG a 7 1\r\n1\r\nMSG a 7 1\r\n2\r\nPONG");
	});

	it("takes the headers off for a client that cannot read them", async () => {
		const broker = await start();
		const client = await talk(broker);
		client.socket.write('CONNECT {"headers":false}\r\nSUB a 1\r\nHPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\nPING\r\n');
		expect(await waitUntil(() => client.said().includes("PONG"), soon)).toBe(true);
		expect(client.said()).toContain("MSG a 1 2\r\nhi\r\nPONG");
	});

	it("delivers once to a client that has asked twice under one number", async () => {
		const broker = await start();
		const client = await talk(broker);
		client.socket.write("CONNECT {}\r\nSUB a 1\r\nSUB a 1\r\nPUB a 2\r\nhi\r\nPING\r\n");
		expect(await waitUntil(() => client.said().includes("PONG"), soon)).toBe(true);
		expect(client.said().match(/MSG a 1/g)).toHaveLength(1);
	});

	it("drops a client that no longer answers its pings", async () => {
		const broker = await start({ pingIntervalMs: 30 });
		const client = await talk(broker);
		client.socket.write("CONNECT {}\r\n");
		expect(await waitUntil(client.ended, soon)).toBe(true);
		expect(client.said()).toContain("-ERR 'Stale Connection'");
	});

	it("says which address is taken", async () => {
		const broker = await start();
		await expect(startEmbeddedBroker({ port: broker.port })).rejects.toMatchObject({
			code: "EMBEDDED_SERVICE_FAILED",
			message: expect.stringContaining(`127.0.0.1:${broker.port}`),
		});
	});

	it("stops twice without harm", async () => {
		const broker = await start();
		await broker.stop();
		await broker.stop();
	});
});
