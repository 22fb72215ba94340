import { asProjectId, asStageId } from "@tilewright/contract/ids";
import { operationsSchema, recipeSchema } from "@tilewright/contract/recipe";
import { describe, expect, it } from "vitest";
import type { Graph, GraphStage } from "./graph.ts";
import { differenceOf } from "./graph-difference.ts";
import { describeDifference } from "./graph-difference-words.ts";

function stage(change: { id?: number; name?: string; recipe?: object; operations?: object; priority?: number }) {
	const recipe = {
		definitionId: 1,
		definitionVersion: 1,
		definition: { program: { kind: "none" } },
		repositoryLocation: null,
		parameters: {},
		unitRule: { kind: "each" },
		parents: [1],
		outputPath: "/out/weigh",
		...change.recipe,
	};
	const made: GraphStage = {
		id: asStageId(change.id ?? 2),
		versionId: null,
		name: change.name ?? "weigh",
		description: "",
		priority: change.priority ?? 0,
		recipe: recipeSchema.parse(recipe),
		operations: operationsSchema.parse(change.operations ?? {}),
		scope: {},
		canary: null,
		canaryOf: null,
	};
	return made;
}

function words(before: readonly GraphStage[], after: readonly GraphStage[]): string {
	const graph = (stages: readonly GraphStage[]): Graph => ({
		projectId: asProjectId(1),
		rootStageId: asStageId(1),
		stages,
	});
	return describeDifference(differenceOf(graph(before), graph(after)));
}

const withParameters = (parameters: object) => stage({ recipe: { parameters } });
const withGate = (rules: readonly object[], more: object = {}) => stage({ operations: { gate: { rules }, ...more } });

describe("the words of a change of the graph", () => {
	it("say which value became which", () => {
		expect(words([withParameters({ scale: 1 })], [withParameters({ scale: 2 })])).toBe(
			'changed parameters of "weigh": scale 1 → 2',
		);
		expect(words([withParameters({ a: 1, old: "x" })], [withParameters({ a: 1, sigma: null })])).toBe(
			'changed parameters of "weigh": old "x" removed, sigma nothing added',
		);
		const definition = {
			program: { kind: "none" },
			parameterSchema: { properties: { size: { type: "number", default: 256 } } },
		};
		const sized = (parameters: object) => stage({ recipe: { definition, parameters } });
		expect(words([sized({})], [sized({ size: 128 })])).toBe('changed parameters of "weigh": size 256 (default) → 128');
		expect(words([sized({ size: 128 })], [sized({})])).toBe('changed parameters of "weigh": size 128 → 256 (default)');
		expect(words([stage({})], [stage({ name: "Weight", priority: 3 })])).toBe(
			'changed name, priority of "weigh": now "Weight", 0 → 3',
		);
		const upgraded = stage({ recipe: { definitionVersion: 2 } });
		expect(words([stage({})], [upgraded])).toBe('changed definition of "weigh": version 1 → 2');
	});

	it("say what a gate's rules became and which number of how it runs", () => {
		// biome-ignore lint/suspicious/noThenProperty: the word of a rule; nothing that could be awaited.
		const rule = { when: "focus < 0.4", then: "hold" };
		expect(words([stage({})], [withGate([rule])])).toBe(
			'changed operations of "weigh": added a gate rule focus < 0.4 → hold',
		);
		expect(words([withGate([rule])], [withGate([], { workUnits: 2, cluster: { cpus: 4 } })])).toBe(
			'changed operations of "weigh": removed the gate rule focus < 0.4 → hold, workUnits 1 → 2, cluster.cpus 1 → 4',
		);
	});

	it("say nothing of an address, which may have a secret in it", () => {
		const gate = (webhook: string) => stage({ operations: { gate: { feedback: { webhook } } } });
		const said = words([gate("https://a.example/secret")], [gate("https://b.example/secret")]);
		expect(said).toBe('changed operations of "weigh": another address for feedback');
	});

	it("name stages that come and go", () => {
		const [a, b] = [stage({ id: 2, name: "A" }), stage({ id: 3, name: "B" })];
		expect(words([a], [b])).toBe('added "B"; removed "A"');
		expect(words([a], [a])).toBe("changed nothing");
	});

	it("say a few values, long ones cut, and how many more there are", () => {
		const before = withParameters({ a: 1, b: 1, c: 1, d: 1, e: 1 });
		expect(words([before], [withParameters({ a: 2, b: 2, c: 2, d: 2, e: 2 })])).toBe(
			'changed parameters of "weigh": a 1 → 2, b 1 → 2, c 1 → 2 and 2 more',
		);
		const long = words([withParameters({ path: "x" })], [withParameters({ path: "y".repeat(500) })]);
		expect(long).toMatch(/^changed parameters of "weigh": path "x" → "y{38}…$/);
	});

	it("stay one sentence of about 200 characters, whatever changes", () => {
		const long = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`n${n}`.repeat(40), "é".repeat(90)]));
		const before = Array.from({ length: 30 }, (_, n) => stage({ id: n + 2, name: `${n} ${"s".repeat(200)}` }));
		const after = before.map((one) => ({ ...one, recipe: { ...one.recipe, parameters: long } }));
		const said = words(before, after);
		expect(said.length).toBeLessThanOrEqual(220);
		expect(said).toMatch(/; and 29 more$/);
		expect(words([], before)).toMatch(/^added .* and 27 more$/);
	});
});
