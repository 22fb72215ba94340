import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { buildSchema, Kind, parse } from "graphql";
import { expect, it } from "vitest";

/*
 * Whatever can be done over the API can be done at the command line. What is done by another mutation there is named
 * here, with the reason.
 */

const doneOtherwise: Readonly<Record<string, string>> = {
	createStage: "`stages add` is an edit of the graph (editGraph), which is previewed",
	approveTasks: "`tasks approve` and `review approve` say it by changeTasks, which previews and takes any selection",
	rejectTasks: "`tasks reject` and `review reject` say it by changeTasks",
	holdTasks: "`tasks hold` says it by changeTasks",
	flagTasks: "`tasks flag` and `review flag` say it by changeTasks",
	unflagTasks: "`tasks unflag` says it by changeTasks",
};

const schema = buildSchema(readFileSync(resolve("coordinator/schema.graphql"), "utf8"));
const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});

/** Root fields of the mutations in the command line's documents. */
const used = new Set(
	readdirSync(resolve("client/cli/src"), { recursive: true })
		.map(String)
		.filter((path) => path.endsWith(".graphql"))
		.flatMap((path) => parse(readFileSync(resolve("client/cli/src", path), "utf8")).definitions)
		.flatMap((definition) =>
			definition.kind === Kind.OPERATION_DEFINITION && definition.operation === "mutation"
				? definition.selectionSet.selections.flatMap((field) => (field.kind === Kind.FIELD ? [field.name.value] : []))
				: [],
		),
);

it("there is a command for every mutation, or a reason why not", () => {
	expect(mutations.length).toBeGreaterThan(40);
	expect(mutations.filter((name) => !used.has(name) && !(name in doneOtherwise))).toEqual([]);
	expect(Object.keys(doneOtherwise).filter((name) => used.has(name) || !mutations.includes(name))).toEqual([]);
});
