import { randomBytes } from "node:crypto";
import { waitUntil } from "@tilewright/compose/child-process/wait-until";
import type { MessageBus } from "@tilewright/contract/message-bus";
import { type BusLogger, connectNatsMessageBus } from "@tilewright/contract/messaging/nats-message-bus";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { busServersUnderTest, type RunningBusServer } from "../support/message-bus-servers.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (payload: Uint8Array): string => new TextDecoder().decode(payload);
const soon = { timeoutMs: 10_000 };

for (const underTest of await busServersUnderTest()) {
	const title = underTest.missing === undefined ? underTest.name : `${underTest.name} (skipped: ${underTest.missing})`;

	describe.skipIf(underTest.missing !== undefined)(`the message bus on ${title}`, () => {
		let server: RunningBusServer;
		const buses: MessageBus[] = [];

		beforeAll(async () => {
			server = await underTest.start();
		});
		afterEach(async () => {
			await Promise.all(buses.splice(0).map((bus) => bus.close()));
		});
		afterAll(() => server?.stop());

		async function connect(options: { logger?: BusLogger; pingIntervalMs?: number } = {}): Promise<MessageBus> {
			const bus = await connectNatsMessageBus({ url: server.url, name: "conformance", ...options });
			buses.push(bus);
			return bus;
		}

		/** Collects what arrives as text; ready when the server knows of it. */
		async function collect(bus: MessageBus, subject: string, queue?: string): Promise<string[]> {
			const received: string[] = [];
			const handler = (message: { subject: string; payload: Uint8Array }) => {
				received.push(`${message.subject}=${decode(message.payload)}`);
			};
			bus.subscribe(subject, handler, queue === undefined ? undefined : { queue });
			await bus.flush();
			return received;
		}

		it("delivers to every subscriber, the sender included", async () => {
			const [sender, receiver] = [await connect(), await connect()];
			const own = await collect(sender, "news");
			const other = await collect(receiver, "news");
			const elsewhere = await collect(receiver, "old");
			sender.publish("news", encode("hello"));
			expect(await waitUntil(() => own.length + other.length === 2, soon)).toBe(true);
			await receiver.flush();
			expect([own, other, elsewhere]).toEqual([["news=hello"], ["news=hello"], []]);
		});

		it("understands * as one token and > as all that follow", async () => {
			const bus = await connect();
			const one = await collect(bus, "w.*.end");
			const rest = await collect(bus, "w.a.>");
			for (const subject of ["w.a.end", "w.b.end", "w.a.b.end", "w.end", "w.a"]) bus.publish(subject, encode(""));
			await bus.flush();
			expect(await waitUntil(() => one.length === 2 && rest.length === 2, soon)).toBe(true);
			expect(one).toEqual(["w.a.end=", "w.b.end="]);
			expect(rest).toEqual(["w.a.end=", "w.a.b.end="]);
		});

		it("gives each message to one member of a queue and to everyone outside of it", async () => {
			const bus = await connect();
			const members = [await connect(), await connect(), await connect()];
			const received = await Promise.all(members.map((member) => collect(member, "jobs", "crew")));
			const watcher = await collect(await connect(), "jobs");
			for (let number = 0; number < 300; number += 1) bus.publish("jobs", encode(`${number}`));
			expect(await waitUntil(() => watcher.length === 300 && received.flat().length === 300, soon)).toBe(true);
			expect(new Set(received.flat()).size).toBe(300);
			for (const share of received) expect(share.length).toBeGreaterThan(0);
		});

		it("stops delivering after unsubscribe", async () => {
			const bus = await connect();
			let count = 0;
			const subscription = bus.subscribe("tick", () => {
				count += 1;
			});
			bus.publish("tick", encode("1"));
			await bus.flush();
			expect(await waitUntil(() => count === 1, soon)).toBe(true);
			subscription.unsubscribe();
			subscription.unsubscribe();
			bus.publish("tick", encode("2"));
			await bus.flush();
			expect(count).toBe(1);
		});

		it("carries an answer back to the one who asked", async () => {
			const [asker, answerer] = [await connect(), await connect()];
			answerer.subscribe("double", async (message) => {
				await Promise.resolve();
				message.respond(encode(`${Number(decode(message.payload)) * 2}`));
			});
			await answerer.flush();
			const answers = await Promise.all(
				Array.from({ length: 50 }, (_, number) => asker.request("double", encode(`${number}`), { timeoutMs: 5_000 })),
			);
			expect(answers.map(decode)).toEqual(Array.from({ length: 50 }, (_, number) => `${number * 2}`));
		});

		it("carries an empty answer", async () => {
			const bus = await connect();
			bus.subscribe("empty", (message) => message.respond(new Uint8Array(0)));
			await bus.flush();
			expect(await bus.request("empty", new Uint8Array(0), { timeoutMs: 5_000 })).toHaveLength(0);
		});

		it("says at once that nobody listens", async () => {
			const bus = await connect();
			const startedAt = performance.now();
			await expect(bus.request("nobody", encode("?"), { timeoutMs: 30_000 })).rejects.toMatchObject({
				code: "BUS_NO_RESPONDER",
				fields: { subject: "nobody" },
			});
			expect(performance.now() - startedAt).toBeLessThan(5_000);
		});

		it("says so when nobody answers in time, and ignores an answer that comes later", async () => {
			const bus = await connect();
			let answerLate = () => {};
			bus.subscribe("slow", (message) => {
				answerLate = () => message.respond(encode("late"));
			});
			await bus.flush();
			await expect(bus.request("slow", encode("?"), { timeoutMs: 50 })).rejects.toMatchObject({
				code: "BUS_REQUEST_TIMEOUT",
				fields: { subject: "slow", timeoutMs: 50 },
			});
			answerLate();
			await bus.flush();
			expect(bus.isConnected).toBe(true);
		});

		it("ends requests that are aborted, before and after they were sent", async () => {
			const bus = await connect();
			bus.subscribe("silent", () => {});
			await bus.flush();
			const abort = new AbortController();
			const requests = Array.from({ length: 20 }, () =>
				bus.request("silent", encode("?"), { timeoutMs: 30_000, signal: abort.signal }),
			);
			const reason = new Error("no longer wanted");
			abort.abort(reason);
			const outcomes = await Promise.allSettled(requests);
			expect(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason)).toEqual(
				requests.map(() => reason),
			);
			await expect(bus.request("silent", encode("?"), { timeoutMs: 1_000, signal: abort.signal })).rejects.toBe(reason);
		});

		it("takes payloads up to the server's limit and refuses larger ones with their size", async () => {
			const bus = await connect();
			expect(bus.maxPayloadBytes).toBe(1024 * 1024);
			let receivedBytes = 0;
			bus.subscribe("big", (message) => {
				receivedBytes = message.payload.byteLength;
			});
			await bus.flush();
			const tooLarge = new Uint8Array(bus.maxPayloadBytes + 1);
			const refusal = { code: "BUS_PAYLOAD_TOO_LARGE", fields: { sizeBytes: bus.maxPayloadBytes + 1 } };
			expect(() => bus.publish("big", tooLarge)).toThrow(expect.objectContaining({ code: refusal.code }));
			await expect(bus.request("big", tooLarge, { timeoutMs: 1_000 })).rejects.toMatchObject(refusal);
			bus.publish("big", new Uint8Array(bus.maxPayloadBytes));
			expect(await waitUntil(() => receivedBytes === bus.maxPayloadBytes, soon)).toBe(true);
		});

		it("keeps every byte of a payload", async () => {
			const bus = await connect();
			const received: Uint8Array[] = [];
			bus.subscribe("bytes", (message) => {
				received.push(message.payload);
			});
			await bus.flush();
			const everyByte = Uint8Array.from({ length: 256 }, (_, value) => value);
			const payloads = [new Uint8Array(0), everyByte, encode("\r\nMSG bytes 1 2\r\n"), randomBytes(100_001)];
			for (const payload of payloads) bus.publish("bytes", payload);
			expect(await waitUntil(() => received.length === payloads.length, soon)).toBe(true);
			for (const [index, payload] of payloads.entries()) {
				expect(Buffer.compare(received[index] ?? encode("nothing"), payload)).toBe(0);
			}
		});

		it("keeps the order of 10,000 messages of a subject", async () => {
			const [sender, receiver] = [await connect(), await connect()];
			const received: { a: number[]; b: number[] } = { a: [], b: [] };
			for (const subject of ["a", "b"] as const) {
				receiver.subscribe(`order.${subject}`, (message) => {
					received[subject].push(Number(decode(message.payload)));
				});
			}
			await receiver.flush();
			const numbers = Array.from({ length: 10_000 }, (_, number) => number);
			for (const number of numbers) {
				sender.publish("order.a", encode(`${number}`));
				sender.publish("order.b", encode(`${number}`));
			}
			expect(await waitUntil(() => received.b.length === 10_000, soon)).toBe(true);
			expect(received).toEqual({ a: numbers, b: numbers });
		});

		it("survives a handler that throws, and logs it", async () => {
			const logged: string[] = [];
			const log = (_fields: object, text: string) => logged.push(text);
			const bus = await connect({ logger: { info: () => {}, warn: () => {}, error: log } });
			const handled: string[] = [];
			bus.subscribe("trap.sync", (message) => {
				handled.push(message.subject);
				throw new Error("first mistake");
			});
			bus.subscribe("trap.async", async (message) => {
				handled.push(message.subject);
				throw new Error("second mistake");
			});
			for (const subject of ["trap.sync", "trap.async", "trap.sync", "trap.async"]) bus.publish(subject, encode(""));
			expect(await waitUntil(() => logged.length === 4, soon)).toBe(true);
			expect(handled).toEqual(["trap.sync", "trap.async", "trap.sync", "trap.async"]);
			expect(logged[0]).toContain("first mistake");
			expect(bus.isConnected).toBe(true);
		});

		it("waits for running handlers when it closes, lets them answer, and may be closed twice", async () => {
			const [asker, answerer] = [await connect(), await connect()];
			let finish = () => {};
			let hasStarted = false;
			answerer.subscribe("long", async (message) => {
				hasStarted = true;
				await new Promise<void>((resolve) => {
					finish = resolve;
				});
				message.respond(encode("done"));
			});
			await answerer.flush();
			const answer = asker.request("long", encode("?"), { timeoutMs: 10_000 });
			expect(await waitUntil(() => hasStarted, soon)).toBe(true);
			let isClosed = false;
			const closing = answerer.close().then(() => {
				isClosed = true;
			});
			await asker.flush();
			expect(isClosed).toBe(false);
			finish();
			await closing;
			expect(decode(await answer)).toBe("done");
			await answerer.close();
			expect(answerer.isConnected).toBe(false);
		});

		it("refuses requests and drops messages once closed", async () => {
			const bus = await connect();
			bus.subscribe("open", () => {});
			await bus.flush();
			const pending = expect(bus.request("open", encode("?"), { timeoutMs: 30_000 })).rejects.toMatchObject({
				code: "BUS_UNREACHABLE",
			});
			await bus.close();
			await pending;
			bus.publish("open", encode("unheard"));
			await expect(bus.request("open", encode("?"), { timeoutMs: 1_000 })).rejects.toMatchObject({
				code: "BUS_UNREACHABLE",
			});
			expect(() => bus.subscribe("open", () => {})).toThrow(expect.objectContaining({ code: "BUS_UNREACHABLE" }));
		});

		it("comes back with its subscriptions after the server was restarted, and says both", async () => {
			const [sender, receiver] = [await connect(), await connect()];
			const changes: { sender: boolean[]; receiver: boolean[] } = { sender: [], receiver: [] };
			sender.onConnectionChange((isConnected) => changes.sender.push(isConnected));
			receiver.onConnectionChange((isConnected) => changes.receiver.push(isConnected));
			const received = await collect(receiver, "again.>");
			receiver.subscribe("pending", () => {});
			await receiver.flush();
			const pending = expect(sender.request("pending", encode("?"), { timeoutMs: 30_000 })).rejects.toMatchObject({
				code: "BUS_UNREACHABLE",
			});
			await server.crashAndRestart();
			await pending;
			expect(await waitUntil(() => sender.isConnected && receiver.isConnected, soon)).toBe(true);
			await Promise.all([sender.flush(), receiver.flush()]);
			sender.publish("again.hello", encode("1"));
			expect(await waitUntil(() => received.length === 1, soon)).toBe(true);
			expect(changes).toEqual({ sender: [false, true], receiver: [false, true] });
			expect(sender.description).toMatch(/^NATS \d+\.\d+\.\d+\S* at nats:\/\/127\.0\.0\.1:\d+$/);
		});

		it("notices a frozen server, bounds what waits for it, and comes back when it wakes", async ({ skip }) => {
			skip(server.freeze === undefined, "this server cannot be frozen");
			const bus = await connect({ pingIntervalMs: 300 });
			const payload = new Uint8Array(1024 * 1024);
			const wake = server.freeze?.();
			// More than the kernel's buffers take, so that writes do not end either.
			for (let count = 0; count < 200; count += 1) bus.publish("flood", payload);
			expect(await waitUntil(() => !bus.isConnected, soon)).toBe(true);
			wake?.();
			expect(await waitUntil(() => bus.isConnected, soon)).toBe(true);
			await bus.flush();
		});
	});
}

describe("the message bus without a server", () => {
	it("says where it looked and for how long", async () => {
		await expect(
			connectNatsMessageBus({ url: "nats://secret@127.0.0.1:1", name: "lost", firstConnectionTimeoutMs: 300 }),
		).rejects.toMatchObject({
			code: "BUS_UNREACHABLE",
			message: expect.stringMatching(/^No NATS server answers at nats:\/\/127\.0\.0\.1:1 \(waited 0\.3 s/),
		});
	});

	it("stops trying when it is aborted", async () => {
		const abort = new AbortController();
		const connecting = connectNatsMessageBus({ url: "nats://127.0.0.1:1", name: "lost", signal: abort.signal });
		abort.abort(new Error("shutting down"));
		await expect(connecting).rejects.toThrow("shutting down");
	});
});
