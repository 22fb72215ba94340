import type { Command } from "commander";
import {
	type CommandFilter,
	type CommandFragment,
	ListCommandsDocument,
	type ListCommandsResult,
} from "../api/generated/documents.ts";
import { readCount, readList } from "../command/argument-values.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { readTime } from "../command/time-text.ts";
import { findProject } from "../projects/find-project.ts";
import { formatTime } from "../terminal/figures.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";

const usualLimit = 20;
const pageSize = 200;

interface AuditOptions {
	readonly project?: string;
	readonly kind?: readonly string[];
	readonly actor?: string;
	readonly since?: string;
	readonly until?: string;
	readonly text?: string;
	readonly limit: number;
}

export function addAuditCommand(program: Command, surroundings: Surroundings): void {
	program
		.command("audit")
		.description("who did what, when and why, the newest last")
		.option("--project <project>", "in this project only")
		.option("--kind <kinds>", "these mutations only: editGraph, changeTasks, …", readList)
		.option("--actor <name>", "by this person")
		.option("--since <time>", "from then on: 2026-11-21, 2026-11-21T09:30, or 2h, 3d ago", readTime)
		.option("--until <time>", "before then", readTime)
		.option("--text <text>", "with this text in what was done, why, or with what")
		.option("-n, --limit <n>", `the last so many (${usualLimit})`, readCount, usualLimit)
		.action(inSession(surroundings, showAudit));
}

async function showAudit({ api, output }: Session, given: AuditOptions): Promise<void> {
	const { project, limit, kind, ...rest } = given;
	const filter: CommandFilter = { ...rest, ...(kind === undefined ? {} : { kinds: kind }) };
	const projectId = project === undefined ? null : (await findProject(api, project)).id;
	const found: CommandFragment[] = [];
	for (let after: string | null = null; found.length < limit; ) {
		const { commands }: ListCommandsResult = await api.ask(ListCommandsDocument, {
			projectId,
			filter,
			first: Math.min(pageSize, limit - found.length),
			...(after === null ? {} : { after }),
		});
		found.push(...commands.edges.map(({ node }) => node));
		if (!commands.pageInfo.hasNextPage) break;
		after = commands.pageInfo.endCursor;
	}
	output.list(found.reverse(), auditColumns(output.terminal.colours), "Nothing of the kind was asked for.");
}

function auditColumns(colours: Colours): Column<CommandFragment>[] {
	return [
		{ title: "WHEN", cell: ({ createdAt }) => formatTime(createdAt) },
		{ title: "WHO", canShrink: true, cell: ({ actor }) => actor },
		{ title: "PROJECT", canShrink: true, leaveOut: 1, cell: ({ project }) => project?.name ?? "" },
		{
			title: "WHAT",
			canShrink: true,
			cell: ({ summary, kind, problem, finishedAt }) => {
				if (problem !== null) return { text: `refused: ${kind} (${problem.message})`, paint: colours.yellow };
				return summary ?? (finishedAt === null ? `waits: ${kind}` : kind);
			},
		},
		{ title: "WHY", isRare: true, canShrink: true, cell: ({ message }) => message ?? "" },
	];
}
