import type { Command } from "commander";
import {
	type FeedbackFragment,
	type FeedbackVerdict,
	ListFeedbackDocument,
	SendFeedbackDocument,
} from "../api/generated/documents.ts";
import { type Page, readPages } from "../api/read-pages.ts";
import { readChoice, readCount, readList } from "../command/argument-values.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { findStage } from "../stages/find-stage.ts";
import { findTile } from "../tasks/choose-tasks.ts";
import { formatAge, formatCount, formatTime } from "../terminal/figures.ts";
import { toWord } from "../terminal/state-words.ts";
import type { Cell, Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";

const usualLimit = 20;
const verdicts: readonly FeedbackVerdict[] = ["GOOD", "RE_IMAGE", "STOP_AT_END", "STOP_NOW"];

/** Words to the instrument. */
export function addFeedbackCommands(program: Command, surroundings: Surroundings): void {
	const feedback = program.command("feedback").description("messages to the instrument: list, send");
	feedback
		.command("list [project]", { isDefault: true })
		.description("messages, the newest first, with what became of them")
		.option("--open", "those that are still to be delivered")
		.option("-n, --limit <n>", `the last so many (${usualLimit})`, readCount, usualLimit)
		.action(inSession(surroundings, listFeedback));
	feedback
		.command("send")
		.description("tells the instrument something, by way of the addresses that gates have")
		.argument("<verdict>", "good, re-image, stop-at-end or stop-now", readChoice(verdicts))
		.option("--project <project>", "id or name (the only one there is)")
		.option("--stage <stage>", "whose gate has the address (all gates of the project)")
		.option("--tile <tiles>", "about these tiles: relative paths, parts that only one has, or id:<id>", readList)
		.option("-m, --message <text>", "travels with it, and is kept in the audit")
		.action(inSession(surroundings, sendFeedback));
}

async function listFeedback(
	{ api, output }: Session,
	text: string | undefined,
	given: { readonly open?: boolean; readonly limit: number },
): Promise<void> {
	const { id } = await findProjectOrOnly(api, text);
	const { nodes, total } = await readPages<FeedbackFragment>(
		given.limit,
		async (part): Promise<Page<FeedbackFragment>> =>
			(
				await api.ask(ListFeedbackDocument, {
					projectId: id,
					...part,
					...(given.open === undefined ? {} : { isOpen: given.open }),
				})
			).feedback,
	);
	output.list(nodes, feedbackColumns(output.terminal.colours, new Date()), "There is no such message.");
	if (!output.isJson && total !== null && total > nodes.length) {
		output.terminal.complain(`${formatCount(nodes.length)} of ${formatCount(total)}; see more with --limit.`);
	}
}

function feedbackColumns(colours: Colours, now: Date): Column<FeedbackFragment>[] {
	return [
		{ title: "ID", align: "right", cell: ({ id }) => id },
		{ title: "WRITTEN", cell: ({ createdAt }) => formatTime(createdAt) },
		{ title: "SAYS", cell: ({ verdict }) => ({ text: toWord(verdict), paint: colours.bold }) },
		{ title: "TILES", align: "right", cell: ({ tileCount }) => tileCount },
		{ title: "FROM", canShrink: true, cell: ({ rule, actor }) => rule ?? actor ?? "" },
		{ title: "TO", leaveOut: 1, canShrink: true, cell: ({ webhook, subject }) => webhook ?? subject ?? "" },
		{ title: "STATE", canShrink: true, cell: (message) => stateOf(message, colours, now) },
		{ title: "TEXT", isRare: true, leaveOut: 2, canShrink: true, cell: ({ text }) => text ?? "" },
	];
}

function stateOf(message: FeedbackFragment, colours: Colours, now: Date): Cell {
	const { deliveredAt, givenUpAt, failingSince, lastAnswer, tries } = message;
	if (deliveredAt !== null) return { text: "delivered", paint: colours.green };
	const answer = lastAnswer === null ? "" : `: ${lastAnswer}`;
	if (givenUpAt !== null) return { text: `given up after ${tries} tries${answer}`, paint: colours.red };
	if (failingSince === null) return { text: "on its way" };
	return { text: `failing for ${formatAge(failingSince, now)}, ${tries} tries${answer}`, paint: colours.yellow };
}

interface SendOptions {
	readonly project?: string;
	readonly stage?: string;
	readonly tile?: readonly string[];
	readonly message?: string;
}

async function sendFeedback({ api, output }: Session, verdict: FeedbackVerdict, given: SendOptions): Promise<void> {
	const named = given.project === undefined ? undefined : await findProjectOrOnly(api, given.project);
	const stage = given.stage === undefined ? undefined : await findStage(api, given.stage, named?.id);
	const projectId = named?.id ?? stage?.project.id ?? (await findProjectOrOnly(api, undefined)).id;
	const tileIds: string[] = [];
	for (const text of given.tile ?? []) tileIds.push(await findTile(api, projectId, text));
	const input = {
		projectId,
		verdict,
		...(stage === undefined ? {} : { stageId: stage.id }),
		...(tileIds.length === 0 ? {} : { tileIds }),
		...(given.message === undefined ? {} : { message: given.message }),
	};
	const { feedback } = (await api.ask(SendFeedbackDocument, { input })).sendFeedback;
	if (output.isJson) for (const message of feedback) output.json(message);
	for (const { id, webhook, subject } of feedback) {
		output.line(`Message ${id} ("${toWord(verdict)}") is on its way to ${webhook ?? subject ?? "its address"}.`);
	}
}
