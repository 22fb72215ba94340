import { type FeedbackVerdict, type Gate, gateActions } from "@tilewright/contract/gate";
import { isObject, readJson } from "../command/argument-values.ts";
import { usageFailure } from "../command/command-failure.ts";

/** A gate as said on the command line; what is wrong with an expression is told by the server. */
export interface GateOptions {
	readonly reject?: readonly string[];
	readonly hold?: readonly string[];
	readonly flag?: readonly string[];
	readonly review?: boolean;
	readonly feedback?: FeedbackVerdict;
	readonly webhook?: string;
	readonly subject?: string;
	readonly none?: boolean;
}

type GateInput = { [Key in keyof Gate]?: Gate[Key] };
type Rule = Gate["rules"][number];

const ruleActions = gateActions.filter((action) => action !== "pass");

/**
 * The gate that JSON and options make together: options are added to the JSON's, or to an empty gate. Null for none;
 * undefined when nothing was said. Throws when the two contradict each other.
 */
export function readGate(
	json: string | undefined,
	given: GateOptions,
	workingDirectory: string,
): GateInput | null | undefined {
	const { none, ...options } = given;
	const isSaid = Object.values(options).some((value) => value !== undefined);
	if (none === true) {
		if (json !== undefined || isSaid) throw usageFailure("--none takes the gate away: give nothing else with it.");
		return null;
	}
	if (json === undefined && !isSaid) return undefined;
	const base = json === undefined ? {} : readJson(json, workingDirectory);
	if (!isObject(base)) {
		throw usageFailure('The gate is not a JSON object; expected {"rules": [{"when": "focus < 0.4", "then": "hold"}]}.');
	}
	const verdict = given.feedback;
	const rules = ruleActions.flatMap((action): Rule[] =>
		(given[action] ?? []).map((when) => ({
			when,
			// biome-ignore lint/suspicious/noThenProperty: the word of a gate's rule; nothing is awaited.
			then: action,
			...(verdict === undefined ? {} : { feedback: verdict }),
		})),
	);
	const address = {
		...(given.webhook === undefined ? {} : { webhook: given.webhook }),
		...(given.subject === undefined ? {} : { subject: given.subject }),
	};
	return {
		...base,
		...(rules.length === 0 ? {} : { rules: [...(Array.isArray(base.rules) ? base.rules : []), ...rules] }),
		...(given.review === undefined ? {} : { review: given.review }),
		...(Object.keys(address).length === 0
			? {}
			: { feedback: { ...(isObject(base.feedback) ? base.feedback : {}), ...address } }),
	};
}

/** Words of the language itself; everything else that looks like a name is a metric. */
const reserved = new Set([
	"true",
	"false",
	"null",
	"in",
	"abs",
	"min",
	"max",
	"metrics",
	"exists",
	"all",
	"size",
	"has",
]);

/**
 * The metrics an expression speaks of, to tell somebody about a slip of the pen. A look at the text, not a parser: the
 * server has the say about what an expression means.
 */
export function metricsIn(expression: string): string[] {
	const indexed = [...expression.matchAll(/metrics\s*\[\s*(["'])(.*?)\1\s*\]/g)].map(([, , name]) => name ?? "");
	// Names in macros such as metrics.exists(name, …) are variables.
	const bound = new Set(
		[...expression.matchAll(/\.\s*(?:exists|all|exists_one|filter|map)\s*\(\s*(\w+)/g)].map(([, name]) => name),
	);
	const plain = expression
		.replaceAll(/(["'])(?:\\.|(?!\1).)*\1/g, " ")
		.replaceAll(/\.\s*[a-z_]\w*/gi, " ")
		.matchAll(/(?<![\w.])[a-z_]\w*/gi);
	const names = [...plain].map(([name]) => name).filter((name) => !reserved.has(name) && !bound.has(name));
	return [...new Set([...names, ...indexed])];
}
