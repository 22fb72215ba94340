import { createHash } from "node:crypto";
import { TilewrightError } from "@tilewright/contract/errors";
import type { StageId } from "@tilewright/contract/ids";
import type { Operations, Recipe, UnitRule } from "@tilewright/contract/recipe";

/** What a stage version is known by, and which unit rules fit which parents. */

/** Results made with another hash are stale. Where they lie and when a group counts as complete does not change them. */
export function resultHashOf(recipe: Recipe): string {
	const { program, standardArguments, arguments: words, environment, expectedExitCode, outputs } = recipe.definition;
	return hashOf({
		program,
		standardArguments,
		arguments: words,
		environment,
		expectedExitCode,
		outputs,
		repositoryLocation: program.kind === "script" ? recipe.repositoryLocation : null,
		parameters: recipe.parameters,
		units: unitsOf(recipe.unitRule),
		parents: recipe.parents,
		// Left out where it is not known, so that results made before it was looked at stay current.
		...(recipe.programHash === null ? {} : { programHash: recipe.programHash }),
	});
}

/** Another hash makes nothing stale. */
export function operationsHashOf(operations: Operations): string {
	return hashOf(operations);
}

function unitsOf(rule: UnitRule): unknown {
	switch (rule.kind) {
		case "each":
		case "all":
			return { kind: rule.kind };
		case "neighbours":
			return { kind: rule.kind, offsets: rule.offsets };
		case "group":
			return { kind: rule.kind, by: rule.by };
	}
}

function hashOf(value: unknown): string {
	return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** JSON with the keys of every object in order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(value, (_key, part: unknown) =>
		typeof part === "object" && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
			: part,
	);
}

/** What one task of a stage is about. */
export type Units =
	| { readonly kind: "tiles" }
	| { readonly kind: "pairs"; readonly offsets: UnitRuleOf<"neighbours">["offsets"] }
	| { readonly kind: "groups"; readonly by: readonly string[] };
type UnitRuleOf<Kind extends UnitRule["kind"]> = Extract<UnitRule, { kind: Kind }>;

export interface ParentStage {
	readonly id: StageId;
	readonly name: string;
	readonly units: Units;
}

/** The units of a stage with this rule. Throws GRAPH_RULE_MISMATCH where the rule does not fit the parents. */
export function unitsOfStage(rule: UnitRule, parents: readonly ParentStage[]): Units {
	switch (rule.kind) {
		case "each":
			return unitsOfEach(parents);
		case "neighbours": {
			const other = parents.find((parent) => parent.units.kind !== "tiles");
			if (other) {
				throw mismatch(
					`Neighbours are pairs of tiles, and one task of stage "${other.name}" is about ${describeUnits(other.units)}: choose parents that work on single tiles.`,
				);
			}
			return { kind: "pairs", offsets: rule.offsets };
		}
		case "group":
			for (const parent of parents) refuseMissingAttributes(rule.by, parent);
			return { kind: "groups", by: rule.by };
		case "all":
			return { kind: "groups", by: [] };
	}
}

function unitsOfEach(parents: readonly ParentStage[]): Units {
	const [first, ...others] = parents;
	if (!first) throw mismatch("A stage needs at least one parent.");
	const differing = others.find((parent) => canonicalJson(parent.units) !== canonicalJson(first.units));
	if (!differing) return first.units;
	throw mismatch(
		`With the rule "each" all parents must work on the same units: one task of stage "${first.name}" is about ${describeUnits(first.units)}, one of "${differing.name}" about ${describeUnits(differing.units)}.`,
	);
}

/** A group passes on only the attributes it was made by. */
function refuseMissingAttributes(by: readonly string[], parent: ParentStage): void {
	const { units } = parent;
	if (units.kind !== "groups") return;
	const missing = by.find((name) => !units.by.includes(name));
	if (missing === undefined) return;
	throw mismatch(
		`Groups cannot be made by "${missing}": one task of stage "${parent.name}" is about ${describeUnits(units)}, which has no single "${missing}".`,
	);
}

export function describeUnits(units: Units): string {
	switch (units.kind) {
		case "tiles":
			return "one tile";
		case "pairs":
			return "a pair of neighbours";
		case "groups":
			return units.by.length === 0 ? "everything" : `a group by ${units.by.join(", ")}`;
	}
}

/** Throws GRAPH_CYCLE naming the stages that would wait for each other. */
export function refuseCycle(
	stages: readonly { readonly id: StageId; readonly name: string; readonly parentIds: readonly StageId[] }[],
): void {
	const byId = new Map(stages.map((stage) => [stage.id, stage]));
	const settled = new Set<StageId>();
	const visit = (id: StageId, way: readonly StageId[]): void => {
		if (settled.has(id)) return;
		const start = way.indexOf(id);
		if (start >= 0) {
			const names = [...way.slice(start), id].map((step) => `"${byId.get(step)?.name ?? step}"`);
			throw new TilewrightError({
				code: "GRAPH_CYCLE",
				message: `The stages ${names.join(" → ")} would wait for each other for ever: choose other parents.`,
				fields: { stageIds: way.slice(start) },
			});
		}
		for (const parentId of byId.get(id)?.parentIds ?? []) visit(parentId, [...way, id]);
		settled.add(id);
	};
	for (const stage of stages) visit(stage.id, []);
}

function mismatch(message: string): TilewrightError {
	return new TilewrightError({ code: "GRAPH_RULE_MISMATCH", message });
}
