import type { ProjectId } from "@tilewright/contract/ids";
import { z } from "zod";
import { type EditPolicy, type GraphEdit, graphEditSchema } from "../editing/graph-edit.ts";
import type { ProjectFile } from "../editing/project-file.ts";
import { differenceOfFiles, type FileDifference } from "../editing/project-file-difference.ts";
import { exportProjectFile } from "../editing/project-file-export.ts";
import { describeFileDifference } from "../editing/project-file-sentences.ts";
import type { CommandContext } from "./command.ts";
import { editGraphCommand } from "./graph-commands.ts";
import { invalid } from "./name-rules.ts";
import { insertSource } from "./new-source.ts";
import { updateProject } from "./project-commands.ts";
import { bringDefinitions } from "./project-file-definitions.ts";
import { toGraphEdits } from "./project-file-edits.ts";
import { archiveSource, updateSource } from "./source-commands.ts";

/** Makes a project equal to a file, by the same edits people make: one version of the graph for all of them. */

export interface FilePlan {
	readonly current: ProjectFile;
	readonly difference: FileDifference;
	/** What will be done, one sentence for each thing. */
	readonly sentences: readonly string[];
	readonly edits: readonly GraphEdit[];
}

/** Brings the definitions that the file needs, and says what else is to be done. */
export async function planFile(context: CommandContext, projectId: ProjectId, file: ProjectFile): Promise<FilePlan> {
	const current = await exportProjectFile(context.transaction, projectId);
	const difference = differenceOfFiles(current, file);
	const definitions = await bringDefinitions(context, difference);
	const stageNames = current.stages.map((stage) => stage.name);
	const asked = await toGraphEdits(file, difference.edits, definitions, stageNames);
	return {
		current,
		difference,
		sentences: describeFileDifference(current, difference, definitions.sentences),
		edits: z.array(graphEditSchema).parse(asked),
	};
}

export async function applyFile(
	context: CommandContext,
	projectId: ProjectId,
	file: ProjectFile,
	how: { readonly policy: EditPolicy; readonly isPaused: boolean },
): Promise<FilePlan> {
	const plan = await planFile(context, projectId, file);
	const { settings, sources, refused } = plan.difference;
	if (refused.length > 0) throw invalid(`The project file cannot be applied: ${refused.join("; ")}.`, { refused });
	if (Object.keys(settings).length > 0) {
		await updateProject.carryOut(context, updateProject.input.parse({ id: projectId, ...settings }));
	}
	for (const source of sources.removed)
		await archiveSource.carryOut(context, { id: await sourceId(context, projectId, source.name) });
	for (const { name, rootPath, settings: kept } of sources.changed) {
		const id = await sourceId(context, projectId, name);
		await updateSource.carryOut(context, { id, rootPath, settings: kept });
	}
	for (const source of sources.added) {
		context.effects.changedSources.add(await insertSource(context.transaction, projectId, source));
	}
	if (plan.edits.length > 0) {
		await editGraphCommand.carryOut(context, { projectId, edits: [...plan.edits], ...how });
	}
	return plan;
}

async function sourceId({ transaction }: CommandContext, projectId: ProjectId, name: string): Promise<number> {
	const [row] = await transaction.query<{ id: number }>(
		"select id from source where project_id = $1 and lower(name) = lower($2) and archived_at is null",
		[projectId, name],
	);
	return row?.id ?? 0;
}
