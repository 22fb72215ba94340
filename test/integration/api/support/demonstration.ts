import { asProjectId, asSourceId, asStageId, type StageId } from "@tilewright/contract/ids";
import { observedTile, type TestProject } from "../../../support/project-builder.ts";
import type { ServedCoordinator } from "./served-coordinator.ts";

/** Projects, definitions and stages made as people make them: by mutations. */

export async function createProject(
	served: ServedCoordinator,
	input: { readonly name: string; readonly rootPath?: string; readonly [more: string]: unknown },
): Promise<TestProject> {
	const { createProject: made } = await served.query<{
		createProject: { project: { id: string; stages: { id: string }[]; sources: { id: string }[] } };
	}>(
		`mutation ($input: CreateProjectInput!) {
			createProject(input: $input) { project { id stages { id } sources { id } } }
		}`,
		{ input: { rootPath: `/data/${input.name}`, source: { kind: "ANNOUNCED" }, ...input } },
	);
	return {
		projectId: asProjectId(Number(made.project.id)),
		rootStageId: asStageId(Number(made.project.stages[0]?.id)),
		sourceId: asSourceId(Number(made.project.sources[0]?.id)),
	};
}

/** Programs that run nothing: their attempts are answered by the test. */
export async function createDefinition(
	served: ServedCoordinator,
	name: string,
	content: object = { program: { kind: "script", path: "/bin/true" } },
	rest: object = {},
): Promise<string> {
	const { createTaskDefinition } = await served.query<{ createTaskDefinition: { taskDefinition: { id: string } } }>(
		`mutation ($input: CreateTaskDefinitionInput!) { createTaskDefinition(input: $input) { taskDefinition { id } } }`,
		{ input: { name, content, ...rest } },
	);
	return createTaskDefinition.taskDefinition.id;
}

export const createStageMutation = `mutation ($input: CreateStageInput!) {
	createStage(input: $input) { stage { id name outputPath project { graphVersion } } }
}`;

export async function createStage(
	served: ServedCoordinator,
	project: TestProject,
	input: {
		readonly name: string;
		readonly definitionId: string;
		readonly parents: readonly StageId[];
		readonly unitRule?: object;
		readonly [more: string]: unknown;
	},
): Promise<StageId> {
	const { parents, ...rest } = input;
	const { createStage: made } = await served.query<{ createStage: { stage: { id: string } } }>(createStageMutation, {
		input: { projectId: project.projectId, parentIds: parents, unitRule: { kind: "each" }, ...rest },
	});
	return asStageId(Number(made.stage.id));
}

/** Complete tiles of one plane, row by row: `z0/y1x2`. */
export function plane(columns: number, rows: number, z = 0) {
	return Array.from({ length: columns * rows }, (_, index) => {
		const [x, y] = [index % columns, Math.floor(index / columns)];
		return observedTile(`z${z}/y${y}x${x}`, {
			at: [x, y, z],
			files: [{ path: `z${z}/y${y}x${x}/image.tif`, sizeBytes: 4 }],
		});
	});
}
