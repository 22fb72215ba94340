import { type Operations, operationsSchema, type Recipe, recipeSchema } from "@tilewright/contract/recipe";
import { z } from "zod";
import { invalid } from "../commands/name-rules.ts";
import type { EditableDefinition, EditContext } from "./edit-context.ts";

/** What a stage's recipe and operations become, checked against the definition. */

export function composeRecipe(
	definition: EditableDefinition | Recipe,
	own: Pick<Recipe, "parameters" | "unitRule" | "outputPath"> & { readonly parents: readonly number[] },
): Recipe {
	const program =
		"definitionId" in definition
			? {
					definitionId: definition.definitionId,
					definitionVersion: definition.definitionVersion,
					definition: definition.definition,
					repositoryLocation: definition.repositoryLocation,
					programHash: definition.programHash,
				}
			: {
					definitionId: definition.id,
					definitionVersion: definition.version,
					definition: definition.content,
					repositoryLocation: definition.repositoryLocation,
					programHash: definition.programHash,
				};
	const recipe = recipeSchema.parse({ ...program, ...own });
	checkParameters(recipe);
	return recipe;
}

/** A script that cannot be looked at now is taken for what it was known to be. */
export function withKnownProgram(recipe: Recipe, known: readonly Recipe[]): Recipe {
	if (recipe.programHash !== null) return recipe;
	const same = known.find((other) => other.programHash !== null && runsSameScript(recipe, other));
	return same === undefined ? recipe : { ...recipe, programHash: same.programHash };
}

function runsSameScript(one: Recipe, other: Recipe): boolean {
	const { program } = one.definition;
	const { program: otherProgram } = other.definition;
	if (program.kind !== "script" || otherProgram.kind !== "script") return false;
	return program.path === otherProgram.path && one.repositoryLocation === other.repositoryLocation;
}

/** Against the JSON Schema of the definition, where it has one. */
function checkParameters(recipe: Recipe): void {
	const { parameterSchema } = recipe.definition;
	if (parameterSchema === null) return;
	// The definition's content was checked to hold an object here; what it says is JSON Schema's business.
	const parsed = z
		.fromJSONSchema(parameterSchema as Parameters<typeof z.fromJSONSchema>[0])
		.safeParse(recipe.parameters);
	if (parsed.success) return;
	throw invalid(`The parameters do not fit the task definition: ${z.prettifyError(parsed.error)}`, {
		parameters: recipe.parameters,
	});
}

export function overlaidOperations(
	before: Operations,
	asked: Readonly<Record<string, unknown>>,
	context: EditContext,
): Operations {
	return composeOperations({ ...before, ...asked }, context);
}

export function composeOperations(asked: Readonly<Record<string, unknown>>, context: EditContext): Operations {
	const parsed = operationsSchema.strict().safeParse(asked);
	if (!parsed.success) {
		throw invalid(`The operations are not usable: ${z.prettifyError(parsed.error)}`, { operations: asked });
	}
	context.checkOperations(parsed.data);
	return parsed.data;
}
