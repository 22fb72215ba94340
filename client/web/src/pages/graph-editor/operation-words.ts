import { isSame } from "./unchanged-fields-model.ts";

/** How a stage is run, in words of what is another than before. `after`: laid over what there is. */

type Operations = Readonly<Record<string, unknown>>;

const names: Readonly<Record<string, { readonly words: string; readonly unit?: string; readonly none?: string }>> = {
	workUnits: { words: "work units" },
	clusterWorkUnits: { words: "work units on a cluster" },
	timeLimitSeconds: { words: "time limit", unit: " s", none: "none" },
	memoryMb: { words: "memory", unit: " MB", none: "no limit" },
	pauseAfterFailures: { words: "failures in a row before it pauses", none: "never pauses" },
	placement: { words: "runs on" },
};

const isWhole = (value: unknown) => Number.isInteger(value);

/** What each can be; null where it is not limited. */
const limits: Readonly<Record<string, { readonly words: string; readonly holds: (value: number) => boolean }>> = {
	priority: {
		words: "A priority is a whole number from −1000 to 1000",
		holds: (value) => isWhole(value) && Math.abs(value) <= 1000,
	},
	workUnits: { words: "Work units cannot be less than 0", holds: (value) => value >= 0 },
	timeLimitSeconds: { words: "A time limit has to be more than 0 s", holds: (value) => value > 0 },
	memoryMb: { words: "Memory has to be more than 0 MB", holds: (value) => value > 0 },
	pauseAfterFailures: {
		words: "Failures in a row are a whole number from 1",
		holds: (value) => isWhole(value) && value >= 1,
	},
};

/** Why a number of how a stage is run cannot be, without a full stop; null where it can. */
export function operationProblem(name: string, value: unknown): string | null {
	if (name === "retryRules") {
		const rules = Object.values((value ?? {}) as Readonly<Record<string, { readonly retries?: number } | undefined>>);
		const isFine = rules.every((rule) => rule?.retries === undefined || (isWhole(rule.retries) && rule.retries >= 0));
		return isFine ? null : "Retries are a whole number from 0";
	}
	const limit = limits[name];
	return limit === undefined || typeof value !== "number" || limit.holds(value) ? null : limit.words;
}

export function operationChanges(before: Operations, after: Operations): readonly string[] {
	return Object.entries(after).flatMap(([name, value]) => {
		if (isSame(before[name], value)) return [];
		if (name === "gate") return gateChanges(before.gate, value);
		if (name === "retryRules") return retryChanges(before.retryRules, value);
		const known = names[name];
		if (known === undefined) return [`${name}: ${JSON.stringify(value)}`];
		const words = (one: unknown) => (one == null ? (known.none ?? "not set") : `${one}${known.unit ?? ""}`);
		return [
			name in before ? `${known.words} ${words(before[name])} → ${words(value)}` : `${known.words} ${words(value)}`,
		];
	});
}

interface Rule {
	readonly when?: string;
	readonly then?: string;
}

const actionWords: Readonly<Record<string, string>> = {
	hold: "held for a person",
	flag: "flagged",
	reject: "rejected",
	pass: "let through",
};

function gateChanges(before: unknown, after: unknown): readonly string[] {
	const was = (before ?? {}) as {
		readonly rules?: readonly Rule[];
		readonly review?: boolean;
		readonly feedback?: unknown;
	};
	const is = (after ?? {}) as typeof was;
	const words = (rule: Rule) => `${rule.when || "…"}: ${actionWords[rule.then ?? ""] ?? rule.then}`;
	const old = (was.rules ?? []).map(words);
	const now = (is.rules ?? []).map(words);
	const gone = old.filter((rule) => !now.includes(rule)).map((rule) => `gate no more: ${rule}`);
	const come = now.filter((rule) => !old.includes(rule)).map((rule) => `gate: ${rule}`);
	const review =
		(is.review === true) === (was.review === true)
			? []
			: [is.review === true ? "a person looks at every result" : "no person looks at every result any more"];
	const feedback = isSame(was.feedback, is.feedback) ? [] : ["another address of the microscope"];
	const lines = [...gone, ...come, ...review, ...feedback];
	return lines.length === 0 ? ["another gate"] : lines;
}

function retryChanges(before: unknown, after: unknown): readonly string[] {
	type Rules = Readonly<Record<string, { readonly retries?: number } | undefined>>;
	const was = (before ?? {}) as Rules;
	return Object.entries((after ?? {}) as Rules).flatMap(([outcome, rule]) => {
		if (isSame(was[outcome], rule)) return [];
		const [old, now] = [was[outcome]?.retries, rule?.retries];
		const when = outcome === "failed" ? "a failure" : `“${outcome}”`;
		return [old === undefined ? `retries after ${when} ${now}` : `retries after ${when} ${old} → ${now}`];
	});
}
