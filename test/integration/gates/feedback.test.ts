import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "@tilewright/contract/clock";
import type { StageId } from "@tilewright/contract/ids";
import type { BusMessage, MessageBus } from "@tilewright/contract/message-bus";
import { connectNatsMessageBus } from "@tilewright/contract/messaging/nats-message-bus";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FeedbackSender, feedbackSender } from "../../../coordinator/src/gates/feedback-sender.ts";
import { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { addTestStage, createTestProject, observedTile, type TestProject } from "../../support/project-builder.ts";
import { testBusUrl } from "../../support/services.ts";

const logger = pino({ level: process.env.TEST_LOG_LEVEL ?? "silent" });

interface Received {
	readonly key: string;
	readonly body: {
		readonly id: string;
		readonly verdict: string;
		readonly rule: string;
		readonly time: string;
		readonly project: { readonly name: string };
		readonly stage: { readonly name: string };
		readonly tiles: readonly {
			readonly relativePath: string;
			readonly lattice: unknown;
			readonly metrics: Record<string, number>;
		}[];
	};
}

/** A real HTTP server that answers as the test says, and keeps what it got. */
class Receiver {
	readonly received: Received[] = [];
	answer: (response: ServerResponse) => void = (response) => response.writeHead(204).end();
	readonly #server: Server;

	private constructor() {
		this.#server = createServer((request, response) => void this.#take(request, response));
	}

	static async start(): Promise<Receiver> {
		const receiver = new Receiver();
		await new Promise<void>((resolve) => receiver.#server.listen(0, "127.0.0.1", resolve));
		return receiver;
	}

	get url(): string {
		// Listening on a port, so it has one.
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/feedback`;
	}

	async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(Buffer.from(chunk));
		this.received.push({
			key: String(request.headers["idempotency-key"]),
			body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
		});
		this.answer(response);
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}

let coordinator: DecidingCoordinator;
let project: TestProject;
let bus: MessageBus;
let receiver: Receiver;
let sender: FeedbackSender;

const newSender = (timeoutMs = 5_000) =>
	feedbackSender({ database: coordinator.database, bus, clock: systemClock, logger, timeoutMs });

beforeEach(async () => {
	bus = await connectNatsMessageBus({ url: await testBusUrl(), name: "feedback test", logger });
	receiver = await Receiver.start();
	coordinator = await DecidingCoordinator.start((effects) => {
		if (effects.hasFeedback) sender.wake();
	});
	project = await createTestProject(coordinator.database);
	sender = newSender();
	sender.start();
	await coordinator.addWorker();
});

afterEach(async () => {
	await sender.stop();
	const violations = await coordinator.violations();
	await coordinator.stop();
	await receiver.stop();
	await bus.close();
	expect(violations).toEqual([]);
});

const stopRule = (when: string, verdict: string) => ({
	when,
	// biome-ignore lint/suspicious/noThenProperty: what people write in a rule.
	then: "hold",
	feedback: verdict,
});

const addGated = (feedback: object): Promise<StageId> =>
	coordinator.rounds.submit("add stage", (transaction, effects) =>
		addTestStage(transaction, effects, project, {
			name: "Quality",
			parents: [project.rootStageId],
			operations: { gate: { rules: [stopRule("focus < 0.4", "reImage")], feedback } } as never,
		}),
	);

async function runTiles(count: number): Promise<void> {
	await coordinator.takeTiles(
		project,
		Array.from({ length: count }, (_, x) => observedTile(`plate/t${x}`, { at: [x, 2, 3] })),
	);
	await coordinator.finish({ metrics: { focus: 0.3, cells: 12 } });
}

interface FeedbackColumns {
	readonly id: string;
	readonly tries: number;
	readonly delivered: boolean;
	readonly failing: boolean;
	readonly last_answer: string | null;
}

const feedbackRows = () =>
	coordinator.database.query<FeedbackColumns>(
		`select id, tries, delivered_at is not null as delivered, failing_since is not null as failing, last_answer
		from feedback order by created_at, id`,
	);

describe("feedback", () => {
	it("is posted with everything the instrument needs, and kept with the answer", async () => {
		await addGated({ webhook: receiver.url });
		receiver.answer = (response) => response.writeHead(200).end("thank you");

		await runTiles(1);
		await expect.poll(async () => (await feedbackRows())[0]?.delivered).toBe(true);

		const [{ key, body }] = receiver.received as [Received];
		expect(body).toMatchObject({
			id: key,
			schemaVersion: 1,
			verdict: "reImage",
			rule: "focus < 0.4",
			stage: { name: "Quality" },
			sentBy: null,
			part: 1,
			parts: 1,
			tiles: [
				{ relativePath: "plate/t0", name: "t0", lattice: { x: 0, y: 2, z: 3 }, metrics: { focus: 0.3, cells: 12 } },
			],
		});
		expect(new Date(body.time).getTime()).toBeGreaterThan(Date.now() - 60_000);
		expect((await feedbackRows())[0]).toMatchObject({ tries: 1, failing: false, last_answer: "200 thank you" });
	});

	it("travels together for results of one rule, in messages that fit the bus", async () => {
		await addGated({ webhook: receiver.url });

		await runTiles(450);
		await expect.poll(() => receiver.received.reduce((sum, { body }) => sum + body.tiles.length, 0)).toBe(450);

		expect(Math.max(...receiver.received.map(({ body }) => body.tiles.length))).toBeLessThanOrEqual(200);
		const paths = receiver.received.flatMap(({ body }) => body.tiles.map((tile) => tile.relativePath));
		expect(new Set(paths).size).toBe(450);
	});

	it("is sent again with the same id after the receiver failed", async () => {
		await addGated({ webhook: receiver.url });
		receiver.answer = (response) => response.writeHead(503).end("starting");

		await runTiles(1);
		await expect.poll(async () => (await feedbackRows())[0]?.failing).toBe(true);
		expect((await feedbackRows())[0]).toMatchObject({ delivered: false, last_answer: "503 starting" });
		receiver.answer = (response) => response.writeHead(200).end();
		await expect.poll(async () => (await feedbackRows())[0]?.delivered, { timeout: 15_000 }).toBe(true);

		expect((await feedbackRows())[0]).toMatchObject({ failing: false });
		expect(new Set(receiver.received.map(({ key }) => key)).size).toBe(1);
		const events = await coordinator.database.query("select from event where kind = 'feedbackFailing'");
		expect(events).toHaveLength(1);
	});

	it("to a receiver that hangs delays no round, and nobody else's", async () => {
		await sender.stop();
		sender = newSender(60_000);
		sender.start();
		const other = await Receiver.start();
		try {
			await addGated({ webhook: receiver.url });
			receiver.answer = () => {};
			await runTiles(1);
			await expect.poll(() => receiver.received.length).toBe(1);

			const startedMs = performance.now();
			await coordinator.settle();
			expect(performance.now() - startedMs).toBeLessThan(5_000);
			await coordinator.database.query(
				`insert into feedback (id, project_id, verdict, tile_count, payload, webhook)
				values (gen_random_uuid(), $1, 'good', 0, '{"tiles": []}', $2)`,
				[project.projectId, other.url],
			);
			sender.wake();
			await expect.poll(() => other.received.length).toBe(1);
			expect((await feedbackRows())[0]).toMatchObject({ delivered: false });
		} finally {
			await sender.stop();
			await other.stop();
		}
	});

	it("is tried again when the receiver hangs for too long", async () => {
		await sender.stop();
		sender = newSender(200);
		sender.start();
		await addGated({ webhook: receiver.url });
		receiver.answer = () => {};

		await runTiles(1);
		await expect.poll(async () => (await feedbackRows())[0]?.last_answer).toBe("no answer within 0.2 s");
		receiver.answer = (response) => response.writeHead(200).end();

		await expect.poll(async () => (await feedbackRows())[0]?.delivered, { timeout: 15_000 }).toBe(true);
	});

	it("that was on its way when the coordinator ended is sent again by the next one, with the same id", async () => {
		await addGated({ webhook: receiver.url });
		receiver.answer = () => {};
		await runTiles(1);
		await expect.poll(() => receiver.received.length).toBe(1);

		await sender.stop();
		expect((await feedbackRows())[0]).toMatchObject({ delivered: false, tries: 0 });
		receiver.answer = (response) => response.writeHead(200).end();
		sender = newSender();
		sender.start();
		await expect.poll(async () => (await feedbackRows())[0]?.delivered).toBe(true);

		const [first, second] = receiver.received;
		expect(second?.key).toBe(first?.key);
	});

	it("that is refused is not in the way of what comes after it", async () => {
		await addGated({ webhook: receiver.url });
		receiver.answer = (response) => response.writeHead(422).end("no such plate");
		await runTiles(1);
		await expect.poll(async () => (await feedbackRows())[0]?.tries).toBe(1);
		receiver.answer = (response) => response.writeHead(200).end();

		await coordinator.takeTiles(project, [observedTile("plate/later", { at: [9, 2, 3] })]);
		await coordinator.finish({ metrics: { focus: 0.1 } });

		await expect.poll(async () => (await feedbackRows())[1]?.delivered).toBe(true);
	});

	it("is published on a subject of the bus", async () => {
		const subject = `scope.${Date.now()}.feedback`;
		const heard: BusMessage[] = [];
		bus.subscribe(subject, (message) => void heard.push(message));
		await bus.flush();
		await addGated({ subject });

		await runTiles(1);
		await expect.poll(() => heard.length).toBe(1);

		const [message] = heard;
		expect(JSON.parse(Buffer.from(message?.payload ?? []).toString("utf8"))).toMatchObject({
			verdict: "reImage",
			tiles: [{ relativePath: "plate/t0" }],
		});
		await expect.poll(async () => (await feedbackRows())[0]?.delivered).toBe(true);
	});

	it("names all tiles of a group", async () => {
		await coordinator.rounds.submit("add stage", (transaction, effects) =>
			addTestStage(transaction, effects, project, {
				name: "Mosaic",
				parents: [project.rootStageId],
				unitRule: { kind: "group", by: ["z"], completion: { kind: "count", expected: 3 } },
				operations: {
					gate: { rules: [stopRule("focus < 0.4", "stopNow")], feedback: { webhook: receiver.url } },
				} as never,
			}),
		);

		await runTiles(3);
		await expect.poll(() => receiver.received.length).toBe(1);

		expect(receiver.received[0]?.body.tiles.map((tile) => tile.relativePath)).toEqual([
			"plate/t0",
			"plate/t1",
			"plate/t2",
		]);
	});
});
