import type { Command } from "commander";
import { type EventFragment, FollowEventsDocument, ListEventsDocument } from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { retryWhenLost } from "../api/retry-when-lost.ts";
import { readCount } from "../command/argument-values.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProject } from "../projects/find-project.ts";
import { formatEvent } from "./event-line.ts";

const usualLimit = 20;
const pageSize = 200;
/** A look without being told, for what happened while the subscription was not up yet. */
const lookEveryMs = 5_000;

export function addEventCommands(program: Command, surroundings: Surroundings): void {
	program
		.command("events")
		.description("what happened, the newest last")
		.option("--project <project>", "in this project only")
		.option("-n, --limit <n>", `the last so many (${usualLimit})`, readCount, usualLimit)
		.option("-f, --follow", "go on as things happen, until Ctrl-C")
		.action(inSession(surroundings, showEvents));
}

async function showEvents(
	{ api, output, surroundings }: Session,
	given: { readonly project?: string; readonly limit: number; readonly follow?: boolean },
): Promise<void> {
	const projectId = given.project === undefined ? null : (await findProject(api, given.project)).id;
	const show = (event: EventFragment) => output.one(event, () => [formatEvent(event, output.terminal)]);
	const shown = await readNewest(api, projectId, given.limit, 0);
	for (const event of shown) show(event);
	if (given.follow === true) {
		await followEvents(api, projectId, Number(shown.at(-1)?.id ?? 0), show, surroundings.signal);
	} else if (shown.length === 0 && !output.isJson) output.terminal.complain("Nothing has happened yet.");
}

/** The subscription only rings the bell: what is shown is read, so that nothing is missed or shown twice. */
async function followEvents(
	api: Api,
	projectId: string | null,
	newestShown: number,
	show: (event: EventFragment) => void,
	signal: AbortSignal,
): Promise<void> {
	let newest = newestShown;
	let looking: Promise<void> = Promise.resolve();
	const look = () => {
		looking = looking.then(async () => {
			for (const event of await readNewest(api, projectId, Number.POSITIVE_INFINITY, newest)) {
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
			for await (const { eventAdded } of api.follow(FollowEventsDocument, { projectId }, signal)) {
				noteLife();
				if (Number(eventAdded.id) > newest) await look();
			}
		});
	} finally {
		clearInterval(looks);
	}
}

/** The newest events that came after `after`, the oldest of them first. */
async function readNewest(api: Api, projectId: string | null, limit: number, after: number): Promise<EventFragment[]> {
	const found: EventFragment[] = [];
	for (let cursor: string | null = null; found.length < limit; ) {
		const first = Math.min(pageSize, limit - found.length);
		const { events }: { events: EventPage } = await api.ask(ListEventsDocument, { projectId, first, after: cursor });
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
