import type { Command } from "commander";
import {
	type EventFilter,
	type EventFragment,
	FollowEventsDocument,
	ListEventsDocument,
	type Severity,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { retryWhenLost } from "../api/retry-when-lost.ts";
import { readChoices, readCount, readList } from "../command/argument-values.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { readTime } from "../command/time-text.ts";
import { findProject } from "../projects/find-project.ts";
import { findStage } from "../stages/find-stage.ts";
import { formatEvent } from "./event-line.ts";

const severities: readonly Severity[] = ["ERROR", "WARNING", "INFO"];
const usualLimit = 20;
const pageSize = 200;
/** A look without being told, for what happened while the subscription was not up yet. */
const lookEveryMs = 5_000;

export function addEventCommands(program: Command, surroundings: Surroundings): void {
	program
		.command("events")
		.description("what happened, the newest last")
		.option("--project <project>", "in this project only")
		.option("--stage <stage>", "about this stage only: id, name or project/name")
		.option("--severity <severities>", "of these only: error, warning, info", readChoices(severities))
		.option("--kind <event-kinds>", "of these kinds only: stagePaused, tileOverdue, …", readList)
		.option("--since <time>", "from then on: 2026-11-21, 2026-11-21T09:30, or 2h, 3d ago", readTime)
		.option("--text <text>", "with this text in the message")
		.option("-n, --limit <n>", `the last so many (${usualLimit})`, readCount, usualLimit)
		.option("-f, --follow", "go on as things happen, until Ctrl-C")
		.action(inSession(surroundings, showEvents));
}

interface EventOptions {
	readonly project?: string;
	readonly stage?: string;
	readonly severity?: readonly Severity[];
	readonly kind?: readonly string[];
	readonly since?: string;
	readonly text?: string;
	readonly limit: number;
	readonly follow?: boolean;
}

/** What is asked for, as the API takes it. */
interface Asked {
	readonly projectId: string | null;
	readonly filter: EventFilter;
}

async function showEvents({ api, output, surroundings }: Session, given: EventOptions): Promise<void> {
	const asked = await readAsked(api, given);
	const show = (event: EventFragment) => output.one(event, () => [formatEvent(event, output.terminal)]);
	const shown = await readNewest(api, asked, given.limit, 0);
	for (const event of shown) show(event);
	if (given.follow === true) {
		await followEvents(api, asked, Number(shown.at(-1)?.id ?? 0), show, surroundings.signal);
	} else if (shown.length === 0 && !output.isJson) {
		output.terminal.complain(
			Object.keys(asked.filter).length === 0 ? "Nothing has happened yet." : "Nothing of the kind has happened.",
		);
	}
}

async function readAsked(api: Api, { project, stage, severity, kind, since, text }: EventOptions): Promise<Asked> {
	const named = project === undefined ? null : (await findProject(api, project)).id;
	const found = stage === undefined ? null : await findStage(api, stage, named ?? undefined);
	return {
		projectId: named ?? found?.project.id ?? null,
		filter: {
			...(found === null ? {} : { stageId: found.id }),
			...(severity === undefined ? {} : { severities: severity }),
			...(kind === undefined ? {} : { kinds: kind }),
			...(since === undefined ? {} : { since }),
			...(text === undefined ? {} : { text }),
		},
	};
}

/** The subscription only rings the bell: what is shown is read, so that nothing is missed or shown twice. */
async function followEvents(
	api: Api,
	asked: Asked,
	newestShown: number,
	show: (event: EventFragment) => void,
	signal: AbortSignal,
): Promise<void> {
	let newest = newestShown;
	let looking: Promise<void> = Promise.resolve();
	const look = () => {
		looking = looking.then(async () => {
			for (const event of await readNewest(api, asked, Number.POSITIVE_INFINITY, newest)) {
				show(event);
				newest = Number(event.id);
			}
		});
		return looking;
	};
	// A failure shows in the subscription as well, where it is dealt with.
	const looks = setInterval(() => look().catch(() => (looking = Promise.resolve())), lookEveryMs);
	try {
		await retryWhenLost(signal, async (noteLife) => {
			for await (const { eventAdded } of api.follow(FollowEventsDocument, { projectId: asked.projectId }, signal)) {
				noteLife();
				if (Number(eventAdded.id) > newest) await look();
			}
		});
	} finally {
		clearInterval(looks);
	}
}

/** The newest events that came after `after`, the oldest of them first. */
async function readNewest(api: Api, asked: Asked, limit: number, after: number): Promise<EventFragment[]> {
	const found: EventFragment[] = [];
	for (let cursor: string | null = null; found.length < limit; ) {
		const first = Math.min(pageSize, limit - found.length);
		const { events }: { events: EventPage } = await api.ask(ListEventsDocument, { ...asked, first, after: cursor });
		const fresh = events.edges.map(({ node }) => node).filter(({ id }) => Number(id) > after);
		found.push(...fresh);
		if (fresh.length < events.edges.length || !events.pageInfo.hasNextPage) break;
		cursor = events.pageInfo.endCursor;
	}
	return found.reverse();
}

interface EventPage {
	readonly edges: readonly { readonly node: EventFragment }[];
	readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
