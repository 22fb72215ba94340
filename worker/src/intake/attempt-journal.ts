import {
	type AssignedRecipe,
	type AttemptResult,
	assignedAttemptSchema,
	assignedRecipeSchema,
	attemptResultSchema,
} from "@tilewright/contract/messages";
import { z } from "zod";
import { LiveAttempt } from "../attempts/live-attempt.ts";
import { encodeRecord, RecordLog } from "../durable/record-log.ts";

const recordSchema = z.discriminatedUnion("kind", [
	/** Many attempts share a recipe: it is written once and then spoken of by number. */
	z.object({ kind: z.literal("recipe"), recipe: z.number(), content: assignedRecipeSchema }),
	z.object({
		kind: z.literal("assigned"),
		attempt: assignedAttemptSchema,
		recipe: z.number(),
		receivedAtMs: z.number(),
	}),
	/** Its program is about to be started: from here on it cannot simply be started again. */
	z.object({
		kind: z.literal("started"),
		attemptId: z.number(),
		programHash: z.string().nullable().default(null),
	}),
	z.object({ kind: z.literal("finished"), result: attemptResultSchema }),
	z.object({ kind: z.literal("forgotten"), attemptIds: z.array(z.number()) }),
]);

/** What a worker finds of an attempt when it is started again. `attempt` is null for programs of kind `none`. */
export interface RecoveredAttempt {
	readonly attemptId: number;
	readonly attempt: LiveAttempt | null;
	readonly hasStarted: boolean;
	readonly result: AttemptResult | null;
}

interface JournaledAttempt {
	recipe: number | null;
	readonly lines: string[];
}

interface EncodedAssignment {
	readonly attemptId: number;
	readonly recipe: number;
	/** Set for the first attempt of a recipe. */
	readonly recipeLine: string | null;
	readonly line: string;
}

/** An empty journal is cut to nothing from here on. */
const clearAboveBytes = 500_000;
const forgottenBatch = 1_000;
const compactAboveBytes = 8_000_000;
/** Rewriting pays when less than a quarter of the file still matters. */
const compactBelowShare = 0.25;

/**
 * What the worker must not forget when it is killed: what it was given, what it has started, what came of it
 * and is not yet committed. Written before it is acted on. Measured: 20,000 results of programs of kind
 * `none` are one write of 7 MB; the journal is not what limits the worker (see the notes in RecordLog).
 */
export class AttemptJournal {
	readonly #log: RecordLog;
	readonly #live = new Map<number, JournaledAttempt>();
	readonly #recipes = new Map<AssignedRecipe, { readonly number: number; readonly line: string }>();
	#liveBytes = 0;
	/** Dropped from memory, not yet from the file. */
	#forgotten: number[] = [];
	#nextRecipe = 1;

	private constructor(log: RecordLog) {
		this.#log = log;
	}

	static open(path: string): {
		readonly journal: AttemptJournal;
		readonly recovered: readonly RecoveredAttempt[];
		readonly damagedRecords: number;
	} {
		const { log, records, damagedLines } = RecordLog.open(path);
		const journal = new AttemptJournal(log);
		const { recovered, damagedRecords } = replay(records);
		for (const { attempt, attemptId, hasStarted, result } of recovered) {
			if (attempt !== null) journal.#keepAll(journal.#encodeAssigned([attempt]));
			if (hasStarted) journal.#keep(attemptId, encodeStarted(attemptId, attempt?.programHash ?? null));
			if (result !== null) journal.#keep(attemptId, encodeRecord({ kind: "finished", result }));
		}
		journal.#compact();
		return { journal, recovered, damagedRecords: damagedRecords + damagedLines };
	}

	get sizeBytes(): number {
		return this.#log.sizeBytes;
	}

	/** Throws what the file system throws; then none of them may be taken on. */
	assigned(attempts: readonly LiveAttempt[]): void {
		const encoded = this.#encodeAssigned(attempts);
		try {
			this.#append(encoded.flatMap(({ recipeLine, line }) => (recipeLine === null ? [line] : [recipeLine, line])));
		} catch (error) {
			for (const [index, { recipeLine }] of encoded.entries()) {
				const recipe = attempts[index]?.recipe;
				if (recipeLine !== null && recipe !== undefined) this.#recipes.delete(recipe);
			}
			throw error;
		}
		this.#keepAll(encoded);
	}

	started(attemptId: number, programHash: string | null): void {
		const line = encodeStarted(attemptId, programHash);
		this.#append([line]);
		this.#keep(attemptId, line);
	}

	finished(results: readonly AttemptResult[]): void {
		const lines = results.map((result) => encodeRecord({ kind: "finished", result }));
		this.#append(lines);
		for (const [index, { attemptId }] of results.entries()) this.#keep(attemptId, lines[index] ?? "");
	}

	forgotten(attemptIds: readonly number[]): void {
		for (const attemptId of attemptIds) this.#drop(attemptId);
		if (this.#live.size === 0 && this.#log.sizeBytes > clearAboveBytes) {
			this.#recipes.clear();
			this.#forgotten = [];
			this.#log.clear();
			return;
		}
		this.#forgotten.push(...attemptIds);
		if (this.#forgotten.length >= forgottenBatch) this.#append([]);
		const isLarge = this.#log.sizeBytes > compactAboveBytes;
		if (isLarge && this.#liveBytes < this.#log.sizeBytes * compactBelowShare) this.#compact();
	}

	async close(): Promise<void> {
		this.#append([]);
		await this.#log.close();
	}

	/** With what is to be forgotten, which alone would not be worth a write: at worst it is told once more. */
	#append(lines: readonly string[]): void {
		const forgotten = this.#forgotten;
		const all = forgotten.length === 0 ? lines : [...lines, encodeRecord({ kind: "forgotten", attemptIds: forgotten })];
		this.#log.append(all);
		this.#forgotten = [];
	}

	#encodeAssigned(attempts: readonly LiveAttempt[]): readonly EncodedAssignment[] {
		return attempts.map((attempt) => {
			let known = this.#recipes.get(attempt.recipe);
			const isNew = known === undefined;
			if (known === undefined) {
				const number = this.#nextRecipe;
				this.#nextRecipe += 1;
				known = { number, line: encodeRecord({ kind: "recipe", recipe: number, content: attempt.recipe }) };
				this.#recipes.set(attempt.recipe, known);
			}
			const { assigned, receivedAtMs } = attempt;
			const line = encodeRecord({ kind: "assigned", attempt: assigned, recipe: known.number, receivedAtMs });
			return { attemptId: attempt.id, recipe: known.number, recipeLine: isNew ? known.line : null, line };
		});
	}

	#keepAll(encoded: readonly EncodedAssignment[]): void {
		for (const { attemptId, line, recipe } of encoded) this.#keep(attemptId, line, recipe);
	}

	#keep(attemptId: number, line: string, recipe: number | null = null): void {
		const known = this.#live.get(attemptId);
		if (known === undefined) this.#live.set(attemptId, { recipe, lines: [line] });
		else known.lines.push(line);
		this.#liveBytes += line.length;
	}

	#drop(attemptId: number): void {
		for (const line of this.#live.get(attemptId)?.lines ?? []) this.#liveBytes -= line.length;
		this.#live.delete(attemptId);
	}

	#compact(): void {
		const live = [...this.#live.values()];
		const used = new Set(live.map(({ recipe }) => recipe));
		for (const [content, { number }] of this.#recipes) if (!used.has(number)) this.#recipes.delete(content);
		const recipes = [...this.#recipes.values()].map(({ line }) => line);
		this.#log.rewrite([...recipes, ...live.flatMap(({ lines }) => lines)]);
		this.#forgotten = [];
	}
}

function encodeStarted(attemptId: number, programHash: string | null): string {
	return encodeRecord({ kind: "started", attemptId, ...(programHash === null ? {} : { programHash }) });
}

function replay(records: readonly unknown[]): { recovered: RecoveredAttempt[]; damagedRecords: number } {
	const recipes = new Map<number, AssignedRecipe>();
	const attempts = new Map<
		number,
		{ attempt: LiveAttempt | null; hasStarted: boolean; result: AttemptResult | null }
	>();
	let damagedRecords = 0;
	for (const candidate of records) {
		const parsed = recordSchema.safeParse(candidate);
		if (!parsed.success) {
			damagedRecords += 1;
			continue;
		}
		const record = parsed.data;
		switch (record.kind) {
			case "recipe":
				recipes.set(record.recipe, record.content);
				break;
			case "assigned": {
				const recipe = recipes.get(record.recipe);
				if (recipe === undefined) {
					damagedRecords += 1;
					break;
				}
				const attempt = new LiveAttempt(record.attempt, recipe, record.receivedAtMs);
				attempts.set(attempt.id, { attempt, hasStarted: false, result: null });
				break;
			}
			case "started": {
				const known = attempts.get(record.attemptId);
				if (known === undefined) break;
				known.hasStarted = true;
				known.attempt?.isAboutToStart(record.programHash);
				break;
			}
			case "finished": {
				const { attemptId } = record.result;
				const known = attempts.get(attemptId) ?? { attempt: null, hasStarted: false };
				attempts.set(attemptId, { ...known, result: record.result });
				break;
			}
			case "forgotten":
				for (const attemptId of record.attemptIds) attempts.delete(attemptId);
		}
	}
	const recovered = [...attempts].map(([attemptId, found]) => ({ attemptId, ...found }));
	return { recovered, damagedRecords };
}
