import type { ProjectId } from "@tilewright/contract/ids";
import { z } from "zod";
import { editPolicySchema } from "../editing/graph-edit.ts";
import type { ProjectFile } from "../editing/project-file.ts";
import { exportProjectFile } from "../editing/project-file-export.ts";
import { movedOutputPath } from "../editing/project-file-paths.ts";
import { readProjectFile } from "../editing/project-file-text.ts";
import { writeProjectFile } from "../editing/project-file-writer.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { lockEditableProject } from "./graph-commands.ts";
import { lockProject } from "./locked-rows.ts";
import { idSchema, nameSchema } from "./name-rules.ts";
import { normaliseRootPath } from "./path-rules.ts";
import { insertProject } from "./project-commands.ts";
import { applyFile } from "./project-file-applier.ts";
import { freeOutputPath } from "./project-output-path.ts";

const elsewhereSchema = {
	/** Instead of what the file or the original has. */
	name: nameSchema.nullish(),
	rootPath: z.string().nullish(),
	/** Without it the one of the file or the original, with a number where that is used already. */
	outputPath: z.string().nullish(),
	isPaused: z.boolean().default(false),
};

/** A project from a file, with everything in it. */
export const importProject = defineCommand({
	name: "importProject",
	input: z.object({ yaml: z.string(), ...elsewhereSchema }),
	async carryOut(context, { yaml, ...elsewhere }) {
		const file = readProjectFile(yaml);
		const { projectId, name } = await createFromFile(context, file, { ...elsewhere, name: elsewhere.name ?? null });
		return { projectId, audit: { summary: `created project "${name}" from a file` } };
	},
});

/** Another project with the same graph, sources and settings. No two stages share a folder of results. */
export const duplicateProject = defineCommand({
	name: "duplicateProject",
	input: z.object({ id: idSchema, ...elsewhereSchema }),
	async carryOut(context, { id, ...elsewhere }) {
		const original = await lockProject(context.transaction, id);
		const file = await exportProjectFile(context.transaction, original.id);
		const name = elsewhere.name ?? (await freeCopyName(context, original.name));
		const { projectId } = await createFromFile(context, withOwnFolders(file), { ...elsewhere, name });
		return { projectId, audit: { summary: `duplicated project "${original.name}" as "${name}"` } };
	},
});

/** Makes a project equal to a file: settings, sources and graph, with one new version of the graph. */
export const applyProjectFile = defineCommand({
	name: "applyProjectFile",
	input: z.object({
		projectId: idSchema,
		yaml: z.string(),
		expectedGraphVersion: z.int().nullish(),
		policy: editPolicySchema.prefault({}),
	}),
	async carryOut(context, { projectId, yaml, expectedGraphVersion, policy }) {
		const project = await lockEditableProject(context.transaction, projectId, expectedGraphVersion ?? null);
		const file = readProjectFile(yaml);
		const { current, sentences, difference } = await applyFile(context, project.id, file, { policy, isPaused: false });
		const audit = {
			summary:
				sentences.length === 0 ? "applied a file that changed nothing" : `applied a file: ${sentences.join("; ")}`,
			before: { file: writeProjectFile(current) },
			after: { file: writeProjectFile(file) },
		};
		return { projectId: project.id, sentences, notes: difference.notes, audit };
	},
});

interface Elsewhere {
	readonly name: string | null;
	readonly rootPath?: string | null | undefined;
	readonly outputPath?: string | null | undefined;
	readonly isPaused: boolean;
}

async function createFromFile(
	context: CommandContext,
	file: ProjectFile,
	elsewhere: Elsewhere,
): Promise<{ readonly projectId: ProjectId; readonly name: string }> {
	const { project } = file;
	const name = elsewhere.name ?? project.name;
	const rootPath = normaliseRootPath(elsewhere.rootPath ?? project.rootPath, "project's root path");
	const outputPath = elsewhere.outputPath ?? (await outputPathFor(context, file, rootPath));
	const inserted = await insertProject(context, {
		...project,
		name,
		rootPath,
		outputPath,
		isPaused: elsewhere.isPaused,
	});
	const placed: ProjectFile = {
		...file,
		project: { ...project, name, rootPath: inserted.rootPath, outputPath: inserted.outputPath },
	};
	await applyFile(context, inserted.projectId, placed, { policy: editPolicySchema.parse({}), isPaused: false });
	return { projectId: inserted.projectId, name };
}

/** Null leaves the choice to the project. */
async function outputPathFor(
	{ transaction }: CommandContext,
	{ project }: ProjectFile,
	rootPath: string,
): Promise<string | null> {
	if (project.outputPath === null) return null;
	return freeOutputPath(transaction, movedOutputPath(project.rootPath, project.outputPath, rootPath));
}

/** Results of stages that lie outside the original's output path get a folder inside the copy's. */
function withOwnFolders(file: ProjectFile): ProjectFile {
	const isOutside = (path: string) => /^([A-Za-z]:)?[\\/]/.test(path);
	return {
		...file,
		stages: file.stages.map((stage) =>
			stage.outputPath !== null && isOutside(stage.outputPath) ? { ...stage, outputPath: null } : stage,
		),
	};
}

async function freeCopyName({ transaction }: CommandContext, name: string): Promise<string> {
	const rows = await transaction.query<{ name: string }>(
		"select lower(name) as name from project where archived_at is null",
	);
	const taken = new Set(rows.map((row) => row.name));
	for (let number = 1; ; number += 1) {
		const candidate = number === 1 ? `${name} copy` : `${name} copy ${number}`;
		if (!taken.has(candidate.toLowerCase())) return candidate;
	}
}
