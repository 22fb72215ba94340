import { ExplainTaskDocument, type ExplainTaskResult, type TaskSummaryFragment } from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import { nameTask } from "./task-lines.ts";

/** A task, and below it what holds it up. */
export interface Explanation {
	readonly task: TaskSummaryFragment;
	readonly blockedBy: readonly Explanation[];
}

/** Further up than any graph of stages is deep in earnest. */
const maximumDepth = 20;

type ExplainedTask = ExplainTaskResult["task"];

/** Follows what holds a task up to the first causes; of several alike, the first is followed and the rest are named. */
export async function explainTask(api: Api, id: string, depth = 0): Promise<Explanation> {
	const { task }: { task: ExplainedTask } = await api.ask(ExplainTaskDocument, { id });
	if (task === null) throw notFoundFailure(`There is no task ${id}.`);
	const { blockedBy, ...summary } = task;
	if (depth >= maximumDepth) return { task: summary, blockedBy: [] };
	const [first, ...others] = blockedBy;
	if (first === undefined) return { task: summary, blockedBy: [] };
	const followed = await explainTask(api, first.id, depth + 1);
	return { task: summary, blockedBy: [followed, ...others.map((other) => ({ task: other, blockedBy: [] }))] };
}

export function describeExplanation({ task, blockedBy }: Explanation, terminal: Terminal, indent = ""): string[] {
	return [
		`${indent}${nameTask(task, terminal)}`,
		`${indent}  ${printable(task.reason)}`,
		...blockedBy.flatMap((blocker) => describeExplanation(blocker, terminal, `${indent}    `)),
	];
}
