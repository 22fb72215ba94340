import type { Command } from "commander";
import {
	type HeldTaskFragment,
	ListFlaggedTasksDocument,
	ListHeldTasksDocument,
	type TaskState,
} from "../api/generated/documents.ts";
import { type Page, readPages } from "../api/read-pages.ts";
import { readCount, readList } from "../command/argument-values.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { findStages } from "../stages/find-stage.ts";
import { type BulkAction, type ChangeOptions, changeTasks } from "../tasks/change-tasks.ts";
import { type TaskChoice, toSelection } from "../tasks/choose-tasks.ts";
import { addChoice } from "../tasks/task-choice-options.ts";
import { unitOf } from "../tasks/task-columns.ts";
import { addReasons, judgements } from "../tasks/task-editing-commands.ts";
import { formatAge, formatCount, formatNumber } from "../terminal/figures.ts";
import { stateCell } from "../terminal/state-words.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";
import { describeFlag, describeGate } from "./gate-words.ts";

const usualLimit = 50;
const shownMetrics = 4;

/** The queue of results that wait for a person, and what people say of them. */
export function addReviewCommands(program: Command, surroundings: Surroundings): void {
	const review = program
		.command("review")
		.description("results that wait for a person: list, approve, reject, hold, …");
	review
		.command("list [project]", { isDefault: true })
		.description("results that are held back, each with what the gate saw")
		.option("--stage <stages>", "of these stages: id, name or project/name", readList)
		.option("--flagged", "results that are marked, held back or not")
		.option("-n, --limit <n>", `at most so many (${usualLimit})`, readCount, usualLimit)
		.action(inSession(surroundings, listReview));
	for (const bulk of judgements) {
		addReasons(addChoice(review.command(`${bulk.command} [tasks...]`)))
			.description(`${bulk.description}; without tasks, all ${scopeOf(bulk.command)} that match the options`)
			.action(
				inSession(surroundings, (session, ids: readonly string[], given: TaskChoice & ChangeOptions) =>
					judge(session, ids, given, bulk),
				),
			);
	}
}

interface ListOptions {
	readonly stage?: readonly string[];
	readonly flagged?: boolean;
	readonly limit: number;
}

async function listReview({ api, output }: Session, text: string | undefined, given: ListOptions): Promise<void> {
	const project = text === undefined ? undefined : await findProjectOrOnly(api, text);
	const stages = await findStages(api, given.stage ?? [], project?.id);
	const projectId = project?.id ?? stages[0]?.project.id ?? (await findProjectOrOnly(api, undefined)).id;
	const stageIds = stages.length === 0 ? {} : { stageIds: stages.map(({ id }) => id) };
	const { nodes, total } = await readPages<HeldTaskFragment>(
		given.limit,
		async ({ first, after }): Promise<Page<HeldTaskFragment>> => {
			const variables = { projectId, first, after, ...stageIds };
			return given.flagged === true
				? (await api.ask(ListFlaggedTasksDocument, variables)).held
				: (await api.ask(ListHeldTasksDocument, variables)).held;
		},
	);
	const empty = given.flagged === true ? "Nothing is flagged." : "Nothing waits for a person.";
	output.list(nodes, reviewColumns(output.terminal.colours, new Date()), empty);
	if (!output.isJson && total !== null && total > nodes.length) {
		output.terminal.complain(`${formatCount(nodes.length)} of ${formatCount(total)}; see more with --limit.`);
	}
}

function reviewColumns(colours: Colours, now: Date): Column<HeldTaskFragment>[] {
	return [
		{ title: "TASK", align: "right", cell: ({ id }) => id },
		{ title: "STAGE", canShrink: true, cell: ({ stage }) => stage.name },
		{ title: "UNIT", canShrink: true, cell: unitOf },
		{ title: "STATE", leaveOut: 2, cell: ({ state }) => stateCell(state, colours) },
		{ title: "SINCE", leaveOut: 1, align: "right", cell: ({ changedAt }) => formatAge(changedAt, now) },
		{ title: "WHY", canShrink: true, cell: (task) => describeGate(task.gate) || task.reason },
		{ title: "MEASURED", leaveOut: 3, canShrink: true, cell: ({ metrics }) => describeMetrics(metrics) },
		{ title: "FLAGGED", isRare: true, canShrink: true, cell: ({ flags }) => flags.map(describeFlag).join("; ") },
	];
}

function describeMetrics(metrics: unknown): string {
	const all = Object.entries((metrics ?? {}) as Readonly<Record<string, number>>);
	const shown = all.slice(0, shownMetrics).map(([name, value]) => `${name} ${formatNumber(value)}`);
	return [...shown, ...(all.length > shownMetrics ? ["…"] : [])].join(", ");
}

/** Tasks that are named are judged wherever they are; without names only what the queue shows. */
async function judge(
	session: Session,
	ids: readonly string[],
	given: Omit<TaskChoice, "plane"> & ChangeOptions,
	bulk: BulkAction & { readonly command: string },
): Promise<void> {
	const { yes, dryRun, reason, message, ...choice } = given;
	const queue = bulk.command === "unflag" ? { flagged: true } : { state: ["REVIEW"] as readonly TaskState[] };
	const selection = await toSelection(session.api, ids.length > 0 ? choice : { ...queue, ...choice }, ids);
	await changeTasks(session, selection, bulk, given);
}

function scopeOf(command: string): string {
	return command === "unflag" ? "flagged ones" : "held ones";
}
