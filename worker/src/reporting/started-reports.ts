import type { MessageBus } from "@tilewright/contract/message-bus";
import { encodeMessage, startedSchema, subjects } from "@tilewright/contract/messages";

/** Tells which programs run, in batches. It may get lost: the page then learns of them when they end. */
export class StartedReports {
	readonly #bus: MessageBus;
	readonly #sessionId: () => string | null;
	#pending: { attemptId: number; pendingMs: number }[] = [];

	constructor(bus: MessageBus, sessionId: () => string | null) {
		this.#bus = bus;
		this.#sessionId = sessionId;
	}

	add(attemptId: number, pendingMs: number): void {
		this.#pending.push({ attemptId, pendingMs });
		if (this.#pending.length === 1) setImmediate(() => this.#flush());
	}

	#flush(): void {
		const attempts = this.#pending;
		this.#pending = [];
		const sessionId = this.#sessionId();
		if (sessionId === null || !this.#bus.isConnected) return;
		this.#bus.publish(subjects.started, encodeMessage(startedSchema, { sessionId, attempts }));
	}
}
