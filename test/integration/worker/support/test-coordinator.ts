import type { BusMessage, MessageBus } from "@tilewright/contract/message-bus";
import {
	type AssignedAttempt,
	type AssignedRecipe,
	type AttemptResult,
	assignSchema,
	cancelSchema,
	committedSchema,
	decodeMessage,
	encodeMessage,
	finishedSchema,
	goodbyeSchema,
	heartbeatReplySchema,
	heartbeatSchema,
	helloReplySchema,
	helloSchema,
	inputsReplySchema,
	inputsRequestSchema,
	startedSchema,
	subjects,
} from "@tilewright/contract/messages";
import { connectNatsMessageBus } from "@tilewright/contract/messaging/nats-message-bus";
import type { TaskFileInput } from "@tilewright/contract/task-file";
import { until } from "./until.ts";

interface Session {
	readonly workerId: string;
	readonly sessionId: string;
	endsAtMs: number;
	hasSaidGoodbye: boolean;
}

/**
 * The worker's peer: speaks the protocol as a coordinator does, keeps its state in memory, and can be told to
 * misbehave. One worker at a time.
 */
export class TestCoordinator {
	readonly #bus: MessageBus;
	#session: Session | undefined;
	#offeredWorkUnits = 0;
	readonly #live = new Set<number>();
	/** Every result that was accepted, by attempt. */
	readonly accepted = new Map<number, AttemptResult>();
	/** Attempts whose results came, in the order they came, repeated ones again. */
	readonly deliveries: number[] = [];
	readonly refused: number[] = [];
	readonly started: number[] = [];
	readonly helloAttemptIds: number[][] = [];
	readonly heartbeatAttemptIds: number[][] = [];
	readonly inputs = new Map<number, TaskFileInput[]>();
	sessions = 0;
	goodbyes = 0;
	epoch = 1;
	leaseDurationMs = 10_000;
	localWorkUnits: number | undefined;
	/** What it takes part in. */
	answersHello = true;
	answersHeartbeats = true;
	takesResults = true;
	commits = true;
	adopts = true;

	private constructor(bus: MessageBus) {
		this.#bus = bus;
		const on = (subject: string, handle: (message: BusMessage) => void) => bus.subscribe(subject, handle);
		on(subjects.hello, (message) => this.#hello(message));
		on(subjects.heartbeat, (message) => this.#heartbeat(message));
		on(subjects.goodbye, (message) => this.#goodbye(message));
		on(subjects.started, (message) => {
			const { attempts } = decodeMessage(startedSchema, message.payload, message.subject);
			this.started.push(...attempts.map(({ attemptId }) => attemptId));
		});
		on(subjects.finished, (message) => this.#finished(message));
		on(subjects.inputs, (message) => this.#inputsPage(message));
	}

	static async open(url: string): Promise<TestCoordinator> {
		const coordinator = new TestCoordinator(await connectNatsMessageBus({ url, name: "test coordinator" }));
		await coordinator.#bus.flush();
		return coordinator;
	}

	async close(): Promise<void> {
		await this.#bus.close();
	}

	get workerId(): string | undefined {
		return this.#session?.workerId;
	}

	get hasSession(): boolean {
		return this.#session !== undefined && !this.#session.hasSaidGoodbye && Date.now() < this.#session.endsAtMs;
	}

	async untilSession(count = 1): Promise<void> {
		await until(`session ${count} has begun`, () => this.sessions >= count);
	}

	/** As after a lease that has run out: its attempts are lost, its results refused. */
	endSession(): void {
		this.#session = undefined;
		this.#live.clear();
	}

	/** From now on the attempt is somebody else's. */
	abandon(attemptId: number): void {
		this.#live.delete(attemptId);
	}

	assign(attempts: readonly AssignedAttempt[], recipes: readonly AssignedRecipe[], epoch = this.epoch): void {
		const session = this.#session;
		if (session === undefined) throw new Error("there is no session to assign to");
		for (const { attemptId } of attempts) this.#live.add(attemptId);
		this.assignTo(session.sessionId, attempts, recipes, epoch);
	}

	assignTo(
		sessionId: string,
		attempts: readonly AssignedAttempt[],
		recipes: readonly AssignedRecipe[],
		epoch = this.epoch,
	): void {
		const message = { epoch, sessionId, recipes: [...recipes], attempts: [...attempts] };
		this.#bus.publish(subjects.assign(this.workerId ?? ""), encodeMessage(assignSchema, message));
	}

	cancel(...attemptIds: readonly number[]): void {
		const sessionId = this.#session?.sessionId ?? "";
		const payload = encodeMessage(cancelSchema, { sessionId, attemptIds: [...attemptIds] });
		this.#bus.publish(subjects.cancel(this.workerId ?? ""), payload);
	}

	async result(attemptId: number): Promise<AttemptResult> {
		await until(`the result of attempt ${attemptId} has come`, () => this.accepted.has(attemptId));
		const result = this.accepted.get(attemptId);
		if (result === undefined) throw new Error("unreachable");
		return result;
	}

	#hello({ payload, subject, respond }: BusMessage): void {
		const hello = decodeMessage(helloSchema, payload, subject);
		if (!this.answersHello) return;
		this.sessions += 1;
		this.#offeredWorkUnits = hello.capacity.localWorkUnits;
		this.helloAttemptIds.push(hello.attemptIds);
		const adopted = this.adopts ? hello.attemptIds.filter((attemptId) => this.#live.has(attemptId)) : [];
		for (const attemptId of this.#live) if (!adopted.includes(attemptId)) this.#live.delete(attemptId);
		this.#session = {
			workerId: hello.workerId,
			sessionId: hello.sessionId,
			endsAtMs: Date.now() + this.leaseDurationMs,
			hasSaidGoodbye: false,
		};
		const reply = {
			epoch: this.epoch,
			leaseDurationMs: this.leaseDurationMs,
			adoptedAttemptIds: adopted,
			capacity: this.#capacity(),
		};
		respond(encodeMessage(helloReplySchema, reply));
	}

	#heartbeat({ payload, subject, respond }: BusMessage): void {
		const heartbeat = decodeMessage(heartbeatSchema, payload, subject);
		this.heartbeatAttemptIds.push(heartbeat.attemptIds);
		if (!this.answersHeartbeats) return;
		const session = this.#session;
		if (session?.sessionId !== heartbeat.sessionId || !this.hasSession) {
			respond(encodeMessage(heartbeatReplySchema, { kind: "expired" }));
			return;
		}
		session.endsAtMs = Date.now() + this.leaseDurationMs;
		respond(
			encodeMessage(heartbeatReplySchema, {
				kind: "renewed",
				epoch: this.epoch,
				leaseDurationMs: this.leaseDurationMs,
				capacity: this.#capacity(),
				strayAttemptIds: heartbeat.attemptIds.filter((id) => !this.#live.has(id) && !this.accepted.has(id)),
			}),
		);
	}

	#capacity(): { localWorkUnits: number; clusterWorkUnits: number } {
		return { localWorkUnits: this.localWorkUnits ?? this.#offeredWorkUnits, clusterWorkUnits: 0 };
	}

	#goodbye({ payload, subject, respond }: BusMessage): void {
		const { sessionId } = decodeMessage(goodbyeSchema, payload, subject);
		this.goodbyes += 1;
		if (this.#session?.sessionId === sessionId) this.#session.hasSaidGoodbye = true;
		respond(new Uint8Array());
	}

	#finished({ payload, subject }: BusMessage): void {
		const { results, workerId, sessionId } = decodeMessage(finishedSchema, payload, subject);
		if (!this.takesResults) return;
		const refusedAttemptIds: number[] = [];
		for (const result of results) {
			this.deliveries.push(result.attemptId);
			if (this.accepted.has(result.attemptId)) continue;
			if (this.#live.delete(result.attemptId)) this.accepted.set(result.attemptId, result);
			else refusedAttemptIds.push(result.attemptId);
		}
		this.refused.push(...refusedAttemptIds);
		if (!this.commits) return;
		const attemptIds = results.map(({ attemptId }) => attemptId);
		const message = encodeMessage(committedSchema, { sessionId, attemptIds, refusedAttemptIds });
		this.#bus.publish(subjects.committed(workerId), message);
	}

	#inputsPage({ payload, subject, respond }: BusMessage): void {
		const { attemptId, offset } = decodeMessage(inputsRequestSchema, payload, subject);
		const inputs = this.inputs.get(attemptId) ?? [];
		const page = inputs.slice(offset, offset + 2);
		const nextOffset = offset + page.length < inputs.length ? offset + page.length : null;
		respond(encodeMessage(inputsReplySchema, { inputs: page, nextOffset }));
	}
}
