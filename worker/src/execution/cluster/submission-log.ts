import { z } from "zod";
import { encodeRecord, RecordLog } from "../../durable/record-log.ts";
import type { ProgramExit, ProgramOrder } from "../task-runner.ts";

/** One submission: an array of jobs under one idempotency key, written down before the scheduler hears of it. */
export const submissionSchema = z.object({
	key: z.string(),
	kind: z.enum(["batch", "pilot"]),
	/** Attempts of each array element; element 1 comes first. Empty lists for pilots. */
	elements: z.array(z.array(z.number())),
	template: z.string(),
	cpus: z.number(),
	memoryMb: z.number().nullable(),
	timeLimitSeconds: z.number().nullable(),
	warnSeconds: z.number().nullable(),
	atOnce: z.number().nullable(),
	/** By the worker's wall clock, ISO; only to tell the scheduler from when on to look. */
	writtenAt: z.string(),
	/** Of a batch: SHA-256 of the script its items run, when they were written; null without one that could be read. */
	programHash: z.string().nullable().optional(),
});
export type Submission = z.infer<typeof submissionSchema>;

const recordSchema = z.discriminatedUnion("kind", [
	/** Taken over from the worker; from here on it is remembered. Ours, as it was given. */
	z.object({ kind: z.literal("order"), order: z.custom<ProgramOrder>((value) => typeof value === "object") }),
	z.object({ kind: z.literal("submission"), submission: submissionSchema }),
	z.object({ kind: z.literal("submitted"), key: z.string(), jobId: z.string() }),
	z.object({ kind: z.literal("exit"), exit: z.custom<ProgramExit>((value) => typeof value === "object") }),
	z.object({ kind: z.literal("forgotten"), attemptIds: z.array(z.number()) }),
	/** Nothing of it is wanted any more. */
	z.object({ kind: z.literal("ended"), key: z.string() }),
]);
type LogRecord = z.infer<typeof recordSchema>;

export interface RememberedSubmission extends Submission {
	readonly jobId: string | null;
}

export interface RememberedJobs {
	readonly orders: readonly ProgramOrder[];
	readonly exits: readonly ProgramExit[];
	readonly submissions: readonly RememberedSubmission[];
}

const compactAboveBytes = 4_000_000;

/** What a worker must not forget of its cluster jobs when it is killed. */
export class SubmissionLog {
	readonly #log: RecordLog;
	readonly #orders = new Map<number, ProgramOrder>();
	readonly #exits = new Map<number, ProgramExit>();
	readonly #submissions = new Map<string, RememberedSubmission>();

	private constructor(log: RecordLog) {
		this.#log = log;
	}

	static open(path: string): SubmissionLog {
		const { log, records } = RecordLog.open(path);
		const remembered = new SubmissionLog(log);
		for (const candidate of records) {
			const parsed = recordSchema.safeParse(candidate);
			if (parsed.success) remembered.#apply(parsed.data);
		}
		remembered.#compact();
		return remembered;
	}

	get remembered(): RememberedJobs {
		return {
			orders: [...this.#orders.values()],
			exits: [...this.#exits.values()],
			submissions: [...this.#submissions.values()],
		};
	}

	write(...records: readonly LogRecord[]): void {
		this.#log.append(records.map(encodeRecord));
		for (const record of records) this.#apply(record);
		if (this.#log.sizeBytes > compactAboveBytes) this.#compact();
	}

	async close(): Promise<void> {
		await this.#log.close();
	}

	#apply(record: LogRecord): void {
		switch (record.kind) {
			case "order":
				this.#orders.set(record.order.attemptId, record.order);
				return;
			case "submission":
				this.#submissions.set(record.submission.key, { ...record.submission, jobId: null });
				return;
			case "submitted": {
				const known = this.#submissions.get(record.key);
				if (known !== undefined) this.#submissions.set(record.key, { ...known, jobId: record.jobId });
				return;
			}
			case "exit":
				this.#exits.set(record.exit.attemptId, record.exit);
				return;
			case "forgotten":
				for (const attemptId of record.attemptIds) {
					this.#orders.delete(attemptId);
					this.#exits.delete(attemptId);
				}
				return;
			case "ended":
				this.#submissions.delete(record.key);
		}
	}

	#compact(): void {
		const records: LogRecord[] = [
			...[...this.#orders.values()].map((order) => ({ kind: "order" as const, order })),
			...[...this.#submissions.values()].flatMap(({ jobId, ...submission }): LogRecord[] => [
				{ kind: "submission", submission },
				...(jobId === null ? [] : [{ kind: "submitted" as const, key: submission.key, jobId }]),
			]),
			...[...this.#exits.values()].map((exit) => ({ kind: "exit" as const, exit })),
		];
		this.#log.rewrite(records.map(encodeRecord));
	}
}
