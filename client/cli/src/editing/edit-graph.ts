import {
	type EditedGraphFragment,
	EditGraphDocument,
	type GraphEditInput,
	type GraphPreviewFragment,
	PreviewGraphEditDocument,
	PreviewRestoreGraphDocument,
	RestoreGraphDocument,
} from "../api/generated/documents.ts";
import { type Confirmation, confirm } from "../command/confirmation.ts";
import type { Session } from "../command/session.ts";
import { formatCount } from "../terminal/figures.ts";
import { printable } from "../terminal/terminal.ts";
import { type EditOptions, messageOf, policyOf } from "./edit-options.ts";
import { describePreview, touchesWhatIsThere } from "./preview-lines.ts";

/** Tells what edits would do, asks where they touch what is there, and does them. Null after a dry run. */
export async function editGraph(
	session: Session,
	projectId: string,
	edits: readonly GraphEditInput[],
	given: EditOptions & { readonly isPaused?: boolean },
): Promise<EditedGraphFragment | null> {
	const { api } = session;
	const policy = policyOf(given);
	const preview = (await api.ask(PreviewGraphEditDocument, { projectId, edits, policy })).previewGraphEdit;
	if (!(await isPreviewWanted(session, preview, given))) return null;
	const input = {
		projectId,
		edits,
		policy,
		// What was previewed is what is done: another one's edit in between is told instead.
		expectedGraphVersion: preview.graphVersion,
		isPaused: given.isPaused ?? false,
		...messageOf(given),
	};
	return (await api.ask(EditGraphDocument, { input })).editGraph;
}

/** Goes back one edit, or to a version. Null after a dry run. */
export async function restoreGraph(
	session: Session,
	projectId: string,
	version: number | undefined,
	given: EditOptions,
): Promise<EditedGraphFragment | null> {
	const { api } = session;
	const policy = policyOf(given);
	const wanted = version === undefined ? {} : { version };
	const preview = (await api.ask(PreviewRestoreGraphDocument, { projectId, policy, ...wanted })).previewRestoreGraph;
	if (!(await isPreviewWanted(session, preview, given))) return null;
	const input = { projectId, policy, expectedGraphVersion: preview.graphVersion, ...wanted, ...messageOf(given) };
	return (await api.ask(RestoreGraphDocument, { input })).restoreGraph;
}

/** Tells what would happen, and asks where it touches what is there. False after a dry run. */
export async function isPreviewWanted(
	session: Session,
	preview: GraphPreviewFragment,
	given: Confirmation,
): Promise<boolean> {
	const { output } = session;
	if (given.dryRun === true) {
		output.one(preview, () => describePreview(preview, output.terminal));
		return false;
	}
	for (const line of describePreview(preview, output.terminal)) output.terminal.complain(line);
	if (touchesWhatIsThere(preview.totals)) await confirm(session, given, "Do it?");
	return true;
}

/** `Changed parameters of "A": sigma 1 → 2. This is version 7 of the graph; 12 tasks run again.` */
export function describeEdited(edited: EditedGraphFragment): string {
	const counted = (count: number, what: string) => (count === 0 ? [] : [`${formatCount(count)} ${what}`]);
	const parts = [
		...counted(edited.stoppedCount, "programs stopped"),
		...counted(edited.acceptedCount, "results accepted as they are"),
		...counted(edited.rerunCount, "tasks run again"),
	];
	const summary = printable(edited.summary);
	const version = [`version ${edited.graphVersion} of the graph`, ...(parts.length === 0 ? [] : [parts.join(", ")])];
	return `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}. This is ${version.join("; ")}.`;
}
