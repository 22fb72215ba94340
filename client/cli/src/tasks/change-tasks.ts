import {
	ChangeTasksDocument,
	PreviewTaskChangeDocument,
	type PreviewTaskChangeResult,
	type TaskActionInput,
	type TaskSelection,
} from "../api/generated/documents.ts";
import { type Confirmation, confirm } from "../command/confirmation.ts";
import type { Session } from "../command/session.ts";
import { formatCount } from "../terminal/figures.ts";
import { toWord } from "../terminal/state-words.ts";
import { type Column, formatTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What is done to tasks, and how it is said: `12 tasks to run again`. */
export interface BulkAction {
	readonly action: TaskActionInput;
	readonly words: string;
}

export interface ChangeOptions extends Confirmation {
	readonly reason?: string;
	readonly message?: string;
}

/** Does one thing to every task of a selection: counts them, asks, unless each of them was named, and tells how many changed. */
export async function changeTasks(
	session: Session,
	selection: TaskSelection,
	{ action, words }: BulkAction,
	given: ChangeOptions,
): Promise<void> {
	const { api, output } = session;
	const { previewTaskChange: preview } = await api.ask(PreviewTaskChangeDocument, { selection, action });
	if (given.dryRun === true) {
		output.one(preview, () => describeTaskChange(preview, words, output.terminal));
		return;
	}
	for (const line of describeTaskChange(preview, words, output.terminal)) output.terminal.complain(line);
	// Whoever names each task has counted them already.
	if (preview.changedCount > 0 && selection.ids === undefined) await confirm(session, given, "Do it?");
	const input = {
		selection,
		action,
		...(given.reason === undefined ? {} : { reason: given.reason }),
		...(given.message === undefined ? {} : { message: given.message }),
	};
	const { changedCount } = (await api.ask(ChangeTasksDocument, { input })).changeTasks;
	output.one({ changedCount, selectedCount: preview.selectedCount }, () => [
		`${formatCount(changedCount)} of ${formatCount(preview.selectedCount)} tasks changed.`,
	]);
}

type Preview = PreviewTaskChangeResult["previewTaskChange"];

const countColumns: Column<Preview["counts"][number]>[] = [
	{ title: "STAGE", canShrink: true, cell: ({ stage }) => stage.name },
	{ title: "STATE", cell: ({ state }) => toWord(state) },
	{ title: "TASKS", align: "right", cell: ({ selectedCount }) => formatCount(selectedCount) },
	{ title: "CHANGE", align: "right", cell: ({ changedCount }) => formatCount(changedCount) },
];

function describeTaskChange(
	{ selectedCount, changedCount, counts }: Preview,
	words: string,
	terminal: Terminal,
): string[] {
	return [
		`${formatCount(changedCount)} of ${formatCount(selectedCount)} tasks ${words}.`,
		...formatTable(countColumns, counts, { width: terminal.width(), colours: terminal.colours }),
	];
}
