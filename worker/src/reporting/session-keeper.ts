import { randomUUID } from "node:crypto";
import { arch, cpus, hostname, platform, release, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { describeError } from "@tilewright/contract/errors";
import type { MessageBus } from "@tilewright/contract/message-bus";
import {
	decodeMessage,
	encodeMessage,
	goodbyeSchema,
	heartbeatReplySchema,
	heartbeatSchema,
	helloReplySchema,
	helloSchema,
	subjects,
} from "@tilewright/contract/messages";
import type { Logger } from "pino";
import type { z } from "zod";
import type { LeaseTerms } from "../execution/task-runner.ts";
import type { LeaseSignal } from "../file-work/lease-signal.ts";
import { leaseClockMs } from "../machine-clock.ts";
import { divideLease, type HeldLease } from "./lease-rules.ts";

/*
 *   without session ──hello answered──► holding the lease ──┐ heartbeat renewed
 *        ▲                                  │  ▲            │
 *        │                                  │  └────────────┘
 *        └── lapsed: 70 % of the lease ─────┘
 *            passed unrenewed, or "expired"
 */

type Capacity = z.infer<typeof helloSchema>["capacity"];
type Load = z.infer<typeof heartbeatSchema>["load"];

type Renewal = Extract<z.output<typeof heartbeatReplySchema>, { kind: "renewed" }>;

export interface SessionKeeperOptions {
	readonly bus: MessageBus;
	readonly logger: Logger;
	readonly workerId: string;
	readonly name: string;
	/** The worker's own configuration. */
	readonly capacity: Capacity;
	/** What else the coordinator should know of this worker. */
	readonly introduction: () => Pick<z.input<typeof helloSchema>, "cluster" | "pilot">;
	readonly isDraining: () => boolean;
	/** A heartbeat was answered, one that said whether the worker was draining. */
	readonly onHeartbeat: (answer: Renewal, saidDraining: boolean) => void;
	/** Told to all threads: until when results may be published. */
	readonly lease: LeaseSignal;
	/** Everything assigned and not yet committed. */
	readonly attemptIds: () => number[];
	readonly load: () => Load;
	/** The lease was granted or renewed. */
	readonly onLease: (terms: LeaseTerms, capacity: Capacity) => void;
	/** A session has begun. */
	readonly onSession: () => void;
	/** These attempts are not ours any more. */
	readonly onStrays: (attemptIds: readonly number[]) => void;
	readonly onLapse: (reason: string) => void;
}

const requestTimeoutMs = 2_000;
const shortestTimeoutMs = 300;
const retryHeartbeatMs = 300;
const helloWaitsMs = [200, 500, 1_000, 2_000, 5_000] as const;
const goodbyeTimeoutMs = 1_000;

export class SessionKeeper {
	readonly #options: SessionKeeperOptions;
	#sessionId: string | null = null;
	/** Of a hello that is under way: assignments may be quicker than its answer. */
	#candidateId: string | null = null;
	#held: HeldLease | null = null;
	#epoch = 0;
	#hasNews = false;
	#lapseTimer: NodeJS.Timeout | undefined;
	#running: Promise<void> | undefined;
	readonly #stopping = new AbortController();
	#wake: () => void = () => {};
	#waiting: (() => void)[] = [];

	constructor(options: SessionKeeperOptions) {
		this.#options = options;
	}

	/** Null without a lease. */
	get sessionId(): string | null {
		return this.#sessionId;
	}

	isOwnSession(sessionId: string): boolean {
		return sessionId === this.#sessionId || sessionId === this.#candidateId;
	}

	/** False for a coordinator that has been replaced. */
	acceptEpoch(epoch: number): boolean {
		if (epoch < this.#epoch) return false;
		this.#epoch = epoch;
		return true;
	}

	start(): void {
		this.#options.bus.onConnectionChange((isConnected) => {
			if (isConnected) this.#wake();
		});
		this.#running ??= this.#run();
	}

	/** There is something the coordinator should hear at once. */
	heartbeatNow(): void {
		this.#hasNews = true;
		this.#wake();
	}

	/** Resolves when a lease is held, or when `wakeWaiters` is called. */
	whenHeld(): Promise<void> {
		if (this.#sessionId !== null && this.#options.lease.isValid) return Promise.resolve();
		return new Promise((resolve) => this.#waiting.push(resolve));
	}

	wakeWaiters(): void {
		for (const resolve of this.#waiting.splice(0)) resolve();
	}

	async stop(): Promise<void> {
		this.#stopping.abort();
		this.#wake();
		clearTimeout(this.#lapseTimer);
		await this.#running;
	}

	/** Ends the session on purpose; the coordinator need not wait for the lease to end. */
	async sayGoodbye(): Promise<void> {
		const { bus, workerId } = this.#options;
		if (this.#sessionId === null || !bus.isConnected) return;
		const payload = encodeMessage(goodbyeSchema, { workerId, sessionId: this.#sessionId });
		await bus.request(subjects.goodbye, payload, { timeoutMs: goodbyeTimeoutMs }).catch(() => {});
	}

	async #run(): Promise<void> {
		let failures = 0;
		while (!this.#stopping.signal.aborted) {
			try {
				if (this.#held === null) await this.#sayHello();
				else await this.#sendHeartbeat();
				if (failures > 0) this.#options.logger.info({}, "The coordinator answers again.");
				failures = 0;
			} catch (error) {
				failures += 1;
				const level = failures === 1 || failures % 60 === 0 ? "warn" : "debug";
				this.#options.logger[level](
					{ error: describeError(error), failures },
					"The coordinator does not answer; trying again.",
				);
			}
			await this.#pause(this.#waitMs(failures));
		}
	}

	#waitMs(failures: number): number {
		if (this.#held === null) {
			const longest = helloWaitsMs[Math.min(Math.max(failures, 1), helloWaitsMs.length) - 1] ?? 0;
			// Workers that lost the same coordinator do not all come back in the same instant.
			return failures === 0 ? 0 : longest * (0.5 + Math.random() / 2);
		}
		return failures === 0 ? this.#held.renewEveryMs : Math.min(retryHeartbeatMs, this.#held.renewEveryMs);
	}

	async #pause(ms: number): Promise<void> {
		const woken = new AbortController();
		this.#wake = () => woken.abort();
		if (this.#stopping.signal.aborted || this.#hasNews) {
			this.#hasNews = false;
			return;
		}
		await sleep(ms, undefined, { signal: woken.signal }).catch(() => {});
	}

	async #sayHello(): Promise<void> {
		const { bus, workerId, name, capacity } = this.#options;
		const sessionId = randomUUID();
		this.#candidateId = sessionId;
		// A session may begin with a coordinator on another database, whose epochs are lower. From here on they
		// only grow: an assignment may overtake the answer.
		this.#epoch = 0;
		const attemptIds = this.#options.attemptIds();
		const payload = encodeMessage(helloSchema, {
			workerId,
			sessionId,
			name,
			host: hostname(),
			platform: describePlatform(),
			capacity,
			attemptIds,
			...this.#options.introduction(),
		});
		const askedAtMs = leaseClockMs();
		const reply = await bus.request(subjects.hello, payload, { timeoutMs: requestTimeoutMs });
		const answer = decodeMessage(helloReplySchema, reply, subjects.hello);
		const adopted = new Set(answer.adoptedAttemptIds);
		this.#epoch = Math.max(this.#epoch, answer.epoch);
		this.#sessionId = sessionId;
		this.#candidateId = null;
		this.#options.logger.info(
			{ sessionId, epoch: answer.epoch, adopted: adopted.size, leaseDurationMs: answer.leaseDurationMs },
			"A session has begun.",
		);
		this.#options.onStrays(attemptIds.filter((attemptId) => !adopted.has(attemptId)));
		this.#hold(askedAtMs, answer.leaseDurationMs, answer.capacity);
		this.#options.onSession();
	}

	async #sendHeartbeat(): Promise<void> {
		const { bus, workerId } = this.#options;
		const sessionId = this.#sessionId;
		if (sessionId === null) return;
		this.#hasNews = false;
		const isDraining = this.#options.isDraining();
		const payload = encodeMessage(heartbeatSchema, {
			workerId,
			sessionId,
			attemptIds: this.#options.attemptIds(),
			load: this.#options.load(),
			...(isDraining ? { isDraining } : {}),
		});
		const askedAtMs = leaseClockMs();
		const timeoutMs = Math.max(shortestTimeoutMs, Math.min(requestTimeoutMs, (this.#held?.renewEveryMs ?? 0) * 1.5));
		const reply = await bus.request(subjects.heartbeat, payload, { timeoutMs });
		const answer = decodeMessage(heartbeatReplySchema, reply, subjects.heartbeat);
		// It may have lapsed while the answer was on its way.
		if (this.#sessionId !== sessionId) return;
		if (answer.kind === "expired") {
			this.#lapse("the coordinator has ended the session");
			return;
		}
		this.#epoch = Math.max(this.#epoch, answer.epoch);
		this.#options.onHeartbeat(answer, isDraining);
		if (answer.strayAttemptIds.length > 0) this.#options.onStrays(answer.strayAttemptIds);
		this.#hold(askedAtMs, answer.leaseDurationMs, answer.capacity);
	}

	#hold(askedAtMs: number, leaseDurationMs: number, capacity: Capacity): void {
		this.#held = divideLease(askedAtMs, leaseDurationMs);
		const nowMs = leaseClockMs();
		this.#options.lease.set(this.#held.killAtMs);
		this.#options.onLease({ stopInMs: this.#held.stopAtMs - nowMs, killInMs: this.#held.killAtMs - nowMs }, capacity);
		this.#watchLease();
		this.wakeWaiters();
	}

	#watchLease(): void {
		clearTimeout(this.#lapseTimer);
		const remainingMs = (this.#held?.stopAtMs ?? 0) - leaseClockMs();
		this.#lapseTimer = setTimeout(() => {
			if (this.#held === null) return;
			if (leaseClockMs() < this.#held.stopAtMs) this.#watchLease();
			else this.#lapse("it could not be renewed in time");
		}, Math.max(0, remainingMs) + 5);
	}

	#lapse(reason: string): void {
		this.#options.logger.warn({ sessionId: this.#sessionId, reason }, "The lease has lapsed; programs are stopped.");
		this.#held = null;
		this.#sessionId = null;
		this.#options.lease.clear();
		clearTimeout(this.#lapseTimer);
		this.#options.onLapse(reason);
		this.#wake();
	}
}

function describePlatform(): z.infer<typeof helloSchema>["platform"] {
	return {
		os: platform(),
		arch: arch(),
		release: release(),
		cpuCount: cpus().length,
		totalMemoryMb: Math.round(totalmem() / 1024 / 1024),
		nodeVersion: process.version,
	};
}
