/*
 * What a project's page needs first is asked for before the page's own script has arrived. Answers that belong
 * together come as one, as coordinator/src/api/http/bundle-format.ts lays them out, little-endian:
 *
 *   part    path length u32 | body length u32 | path (UTF-8) | body
 */

/** What came early is only news for so long; after that it is asked for like anything else. */
const freshMs = 5_000;
const headBytes = 8;

export interface EarlyAnswers {
	/** The answer of GraphQL to what a project is, as it came. */
	readonly project: Promise<unknown>;
	/** Octets under the address they were asked for. */
	readonly single: Readonly<Record<string, Promise<ArrayBuffer | null>>>;
	/** Several answers in one. `holds` says which addresses may be among them. */
	readonly bundles: readonly {
		readonly holds: (path: string) => boolean;
		readonly octets: Promise<ArrayBuffer | null>;
	}[];
}

/** Answers that were asked for early, each to be taken once. */
export class Opening {
	readonly projectId: string;
	readonly #answers: EarlyAnswers;
	readonly #taken = new Set<string>();
	readonly #nowMs: () => number;
	#settledAtMs = Number.POSITIVE_INFINITY;

	constructor(projectId: string, answers: EarlyAnswers, nowMs: () => number = () => performance.now()) {
		this.projectId = projectId;
		this.#answers = answers;
		this.#nowMs = nowMs;
		const all = [answers.project, ...Object.values(answers.single), ...answers.bundles.map(({ octets }) => octets)];
		void Promise.allSettled(all).then(() => {
			this.#settledAtMs = nowMs();
		});
	}

	/** The octets under an address; null where they must be asked for: not part of this, taken, too old, or failed. */
	async take(path: string): Promise<ArrayBuffer | null> {
		if (this.#isOver(path)) return null;
		this.#taken.add(path);
		try {
			const single = this.#answers.single[path];
			if (single !== undefined) return await single;
			const bundle = await this.#answers.bundles.find(({ holds }) => holds(path))?.octets;
			return bundle == null ? null : findPart(bundle, path);
		} catch {
			// What is wrong is told when it is asked for in the usual way.
			return null;
		}
	}

	/** The `data` of the answer; null where it must be asked for. */
	async takeProject(): Promise<unknown> {
		if (this.#isOver("")) return null;
		this.#taken.add("");
		const answer = asRecord(await this.#answers.project.catch(() => null));
		return answer.errors === undefined && asRecord(answer.data).project != null ? answer.data : null;
	}

	#isOver(path: string): boolean {
		return this.#taken.has(path) || this.#nowMs() - this.#settledAtMs > freshMs;
	}
}

function findPart(octets: ArrayBuffer, path: string): ArrayBuffer | null {
	const view = new DataView(octets);
	for (let at = 0; at + headBytes <= octets.byteLength; ) {
		const bodyAt = at + headBytes + view.getUint32(at, true);
		const end = bodyAt + view.getUint32(at + 4, true);
		if (new TextDecoder().decode(new Uint8Array(octets, at + headBytes, bodyAt - at - headBytes)) === path) {
			return octets.slice(bodyAt, end);
		}
		at = end;
	}
	return null;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
