import type { Command } from "commander";
import {
	DeleteStageOutputsDocument,
	ListRemovedStagesDocument,
	type RemovedStageFragment,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { messageOption } from "../command/argument-values.ts";
import { notFoundFailure, usageFailure } from "../command/command-failure.ts";
import { pick } from "../command/pick.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { formatCount, formatSize, formatTime } from "../terminal/figures.ts";
import type { Column } from "../terminal/table.ts";
import { printable } from "../terminal/terminal.ts";

/** What stages have left behind that are no longer in the graph. */
export function addRemovedStageCommands(stages: Command, surroundings: Surroundings): void {
	stages
		.command("removed [project]")
		.description("stages that were taken out of the graph, and how much their results hold (id or name)")
		.action(inSession(surroundings, listRemoved));
	stages
		.command("delete-outputs <stage>")
		.description("deletes what a removed stage has published, for good (id or name); attempts and logs stay")
		.option("--name <name>", "its name once more, exactly, where nobody can be asked for it")
		.option("--dry-run", "only tells what would be deleted")
		.option("--project <project>", "id or name (the only one there is)")
		.addOption(messageOption())
		.action(inSession(surroundings, deleteOutputs));
}

const columns: readonly Column<RemovedStageFragment>[] = [
	{ title: "ID", align: "right", cell: ({ stage }) => stage.id },
	{ title: "STAGE", canShrink: true, cell: ({ stage }) => stage.name },
	{ title: "REMOVED", cell: ({ removedAt }) => formatTime(removedAt) },
	{ title: "RESULTS", align: "right", cell: ({ resultCount }) => formatCount(resultCount) },
	{ title: "SIZE", align: "right", cell: ({ resultBytes }) => formatSize(resultBytes) },
	{ title: "FOLDERS", canShrink: true, leaveOut: 1, cell: ({ outputPaths }) => outputPaths.join(", ") },
	{
		title: "DELETION",
		isRare: true,
		canShrink: true,
		cell: ({ isBeingDeleted, deletionProblem }) => deletionProblem ?? (isBeingDeleted ? "is being deleted" : ""),
	},
];

async function listRemoved({ api, output }: Session, text: string | undefined): Promise<void> {
	const { id } = await findProjectOrOnly(api, text);
	output.list(await readRemoved(api, id), columns, "No stage has been removed.");
}

async function readRemoved(api: Api, projectId: string): Promise<readonly RemovedStageFragment[]> {
	const { project } = await api.ask(ListRemovedStagesDocument, { projectId });
	if (project === null) throw notFoundFailure(`Project ${projectId} is gone.`);
	return project.removedStages;
}

interface DeleteOptions {
	readonly name?: string;
	readonly dryRun?: boolean;
	readonly project?: string;
	readonly message?: string;
}

/** What is deleted is gone for good, so a yes is not enough: the name has to be said once more. */
async function deleteOutputs(session: Session, text: string, given: DeleteOptions): Promise<void> {
	const { api, output, surroundings } = session;
	const { id: projectId } = await findProjectOrOnly(api, given.project);
	const removed = await readRemoved(api, projectId);
	const { id, name: stageName } = pick(
		removed.map(({ stage }) => stage),
		text,
		"removed stage",
	);
	const known = removed.find(({ stage }) => stage.id === id);
	const held = `${formatCount(known?.resultCount ?? 0)} results, ${formatSize(known?.resultBytes ?? 0)}`;
	const folders = known?.outputPaths.map((path) => printable(path)).join(", ");
	const preview = `Everything that "${stageName}" (stage ${id}) has published in ${folders} is deleted for good: ${held}.`;
	if (given.dryRun === true) return output.one(known, () => [preview]);
	output.terminal.complain(preview);
	const name = given.name ?? (await surroundings.ask?.(`Type the name of the stage to delete its results: `));
	if (name !== stageName) {
		throw usageFailure(
			name === undefined
				? `Nothing was deleted: say the stage's name once more, with --name "${stageName}".`
				: `Nothing was deleted: "${name}" is not "${stageName}".`,
		);
	}
	const input = { stageId: id, name, ...(given.message === undefined ? {} : { message: given.message }) };
	const deleted = (await api.ask(DeleteStageOutputsDocument, { input })).deleteStageOutputs;
	output.one(deleted, () => [
		`${formatCount(deleted.forgottenCount)} results of "${deleted.stage.name}" are deleted:`,
		...deleted.paths.map((path) => `  ${printable(path)}`),
	]);
}
