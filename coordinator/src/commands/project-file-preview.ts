import { TilewrightError } from "@tilewright/contract/errors";
import type { ProjectId } from "@tilewright/contract/ids";
import type { Database, Transaction } from "../database/database.ts";
import { type GraphPreview, previewGraphEdit } from "../editing/edit-preview.ts";
import type { EditPolicy } from "../editing/graph-edit.ts";
import { readProjectFile } from "../editing/project-file-text.ts";
import { RoundEffects } from "../effects/round-effects.ts";
import { planFile } from "./project-file-applier.ts";

export interface ProjectFilePreview {
	readonly projectId: ProjectId;
	readonly graphVersion: number;
	/** What would be done, one sentence for each thing. */
	readonly sentences: readonly string[];
	/** What differs and would stay as it is. */
	readonly notes: readonly string[];
	/** What the file asks for and cannot be done; then nothing would be done. */
	readonly refused: readonly string[];
	/** Of the graph; null when it would stay as it is, or the file would be refused. */
	readonly graph: GraphPreview | null;
}

const rolledBack = new Error("rolled back");

/**
 * What `applyProjectFile` would do. Definitions that the file brings are written and taken back in one transaction, so
 * that edits which speak of them can be previewed like all others.
 */
export async function previewProjectFile(
	database: Database,
	input: { readonly projectId: ProjectId; readonly yaml: string; readonly policy: EditPolicy },
): Promise<ProjectFilePreview> {
	const file = readProjectFile(input.yaml);
	let preview: ProjectFilePreview | undefined;
	try {
		await database.transaction(async (transaction) => {
			await transaction.query("set transaction isolation level repeatable read");
			const graphVersion = await readGraphVersion(transaction, input.projectId);
			const context = { transaction, effects: new RoundEffects(), actor: "", message: null, now: new Date() };
			const { sentences, difference, edits } = await planFile(context, input.projectId, file);
			const { notes, refused } = difference;
			const here = { transaction: <Result>(work: (inside: Transaction) => Promise<Result>) => work(transaction) };
			const graph =
				edits.length === 0 || refused.length > 0
					? null
					: await previewGraphEdit(here, {
							projectId: input.projectId,
							expectedGraphVersion: null,
							edits,
							policy: input.policy,
						});
			preview = { projectId: input.projectId, graphVersion, sentences, notes, refused, graph };
			throw rolledBack;
		});
	} catch (error) {
		if (error !== rolledBack) throw error;
	}
	if (!preview) throw new Error("the preview was not made");
	return preview;
}

async function readGraphVersion(transaction: Transaction, projectId: ProjectId): Promise<number> {
	const [row] = await transaction.query<{ version: number; archived: boolean }>(
		"select graph_version as version, archived_at is not null as archived from project where id = $1",
		[projectId],
	);
	if (row && !row.archived) return row.version;
	throw new TilewrightError({
		code: row ? "STATE_CONFLICT" : "NOT_FOUND",
		message: row
			? `Project ${projectId} is archived: restore it before it is changed.`
			: `There is no project ${projectId} (any more).`,
		fields: { what: "project", id: projectId },
	});
}
