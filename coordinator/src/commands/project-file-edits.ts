import type { z } from "zod";
import type { graphEditSchema } from "../editing/graph-edit.ts";
import { definitionOf, type FileStage, type ProjectFile } from "../editing/project-file.ts";
import { type FileEdit, operationsOf } from "../editing/project-file-difference.ts";
import type { FileDefinitions } from "./project-file-definitions.ts";

type AskedEdit = z.input<typeof graphEditSchema>;
type ChangedParts = Omit<Extract<AskedEdit, { kind: "changeStage" }>, "kind" | "stage">;

/** The edits of a file as people would ask for them, with the ids that its definitions have here. */
export async function toGraphEdits(
	file: ProjectFile,
	edits: readonly FileEdit[],
	definitions: FileDefinitions,
	/** Of the graph as it is. */
	stageNames: readonly string[],
): Promise<AskedEdit[]> {
	const names = new Set(stageNames.map((name) => name.toLowerCase()));
	const asked: AskedEdit[] = [];
	for (const edit of edits) {
		if (edit.kind === "tryOut") asked.push(...(await tryOut(file, edit, definitions, names)));
		else asked.push(await toGraphEdit(file, edit, definitions));
		if (edit.kind === "change" && edit.parts.includes("name")) names.delete(edit.stage.toLowerCase());
		if (edit.kind === "change") names.add(edit.after.name.toLowerCase());
		if (edit.kind === "add" || edit.kind === "tryOut") names.add(edit.stage.name.toLowerCase());
	}
	return asked;
}

async function toGraphEdit(
	file: ProjectFile,
	edit: Exclude<FileEdit, { kind: "tryOut" }>,
	definitions: FileDefinitions,
): Promise<AskedEdit> {
	switch (edit.kind) {
		case "add": {
			const { name, description, parents, unitRule, parameters, priority, startWith, region, canary } = edit.stage;
			const definition = await definitions.find(edit.stage.definition);
			return {
				kind: "addStage",
				name,
				description,
				definitionId: definition.id,
				definitionVersion: definition.version,
				parents,
				unitRule,
				parameters,
				operations: ownOrWhole(file, edit.stage),
				outputPath: edit.outputPath,
				priority,
				startWith,
				region,
				canary: canary === null ? null : { count: canary.count },
			};
		}
		case "change":
			return { kind: "changeStage", stage: edit.stage, ...(await changedParts(file, edit, definitions)) };
		case "promote":
			return { kind: "promoteCanary", stage: edit.stage };
		case "remove":
			return { kind: "removeStage", stage: edit.stage };
	}
}

/** Two steps: what is tried out gets its stage beside the other one, and then the name and place the file gives it. */
async function tryOut(
	file: ProjectFile,
	{ stage, of, outputPath }: Extract<FileEdit, { kind: "tryOut" }>,
	definitions: FileDefinitions,
	names: ReadonlySet<string>,
): Promise<AskedEdit[]> {
	const definition = await definitions.find(stage.definition);
	const given = nameOfTrial(of, names);
	return [
		{
			kind: "changeStage",
			stage: of,
			definitionId: definition.id,
			definitionVersion: definition.version,
			parents: stage.parents,
			unitRule: stage.unitRule,
			parameters: stage.parameters,
			operations: ownOrWhole(file, stage),
			region: stage.region,
			canary: { count: stage.canary?.count ?? 1 },
		},
		{
			kind: "changeStage",
			stage: given,
			...(given === stage.name ? {} : { name: stage.name }),
			description: stage.description,
			priority: stage.priority,
			...(outputPath === null ? {} : { outputPath }),
		},
	];
}

/** As the edit calls it by itself. */
function nameOfTrial(of: string, taken: ReadonlySet<string>): string {
	for (let number = 1; ; number += 1) {
		const name = number === 1 ? `${of} (trial)` : `${of} (trial) ${number}`;
		if (!taken.has(name.toLowerCase())) return name;
	}
}

async function changedParts(
	file: ProjectFile,
	{ after, parts, outputPath }: Extract<FileEdit, { kind: "change" }>,
	definitions: FileDefinitions,
): Promise<ChangedParts> {
	const definition = parts.includes("definition") ? await definitions.find(after.definition) : null;
	const has = (part: (typeof parts)[number]) => parts.includes(part);
	return {
		...(has("name") ? { name: after.name } : {}),
		...(has("description") ? { description: after.description } : {}),
		...(definition === null ? {} : { definitionId: definition.id, definitionVersion: definition.version }),
		...(has("parents") ? { parents: after.parents } : {}),
		...(has("unitRule") ? { unitRule: after.unitRule } : {}),
		...(has("parameters") ? { parameters: after.parameters } : {}),
		...(has("operations") ? { operations: ownOrWhole(file, after) } : {}),
		...(has("outputPath") && outputPath !== null ? { outputPath } : {}),
		...(has("priority") ? { priority: after.priority } : {}),
		...(has("region") ? { region: after.region } : {}),
	};
}

/** All operations, so that none of those before is left; of a definition that the file does not describe, its own are laid under by the edit. */
function ownOrWhole(file: ProjectFile, stage: FileStage): Record<string, unknown> {
	return definitionOf(file, stage.definition) ? { ...operationsOf(file, stage) } : stage.operations;
}
