import type { Command } from "commander";
import { FollowPaceDocument, FollowProjectDocument, ReadWatchedProjectDocument } from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { retryWhenLost } from "../api/retry-when-lost.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { formatTime } from "../terminal/figures.ts";
import { printable } from "../terminal/terminal.ts";
import { openLiveRegion } from "./live-region.ts";
import { drawProject } from "./watch-screen.ts";
import { applyChange, describeDifference, type ProjectChange, type WatchedProject } from "./watched-project.ts";

/** Rates fade without anything being pushed. */
const readAgainAfterMs = 5_000;

export function addWatchCommand(program: Command, surroundings: Surroundings): void {
	program
		.command("watch [project]")
		.description("the progress of a project as it happens, until Ctrl-C: a live table, or lines when piped")
		.action(inSession(surroundings, watch));
}

/** Where what happens is shown. */
interface Viewer {
	show(project: WatchedProject): void;
	/** The line to the server is down. */
	showLost(reason: string): void;
	close(): void;
}

async function watch(session: Session, projectText: string | undefined): Promise<void> {
	const { api, surroundings } = session;
	const { id } = await findProjectOrOnly(api, projectText);
	const viewer = openViewer(session);
	try {
		await followProject(api, id, viewer, surroundings.signal);
	} finally {
		viewer.close();
	}
}

async function followProject(api: Api, id: string, viewer: Viewer, signal: AbortSignal): Promise<void> {
	let project: WatchedProject | undefined;
	let readAt = 0;
	const read = async () => {
		const answer = await api.ask(ReadWatchedProjectDocument, { id });
		if (answer.project === null) throw notFoundFailure(`Project ${id} is gone.`);
		project = answer.project;
		readAt = performance.now();
		viewer.show(project);
	};
	const take = async (change: ProjectChange) => {
		const isOld = performance.now() - readAt > readAgainAfterMs;
		if (project === undefined || change.graphChanged || change.resetNeeded || isOld) return read();
		project = applyChange(project, change);
		viewer.show(project);
	};
	const fading = setInterval(() => {
		// The subscription notices a lost line by itself.
		if (project !== undefined && performance.now() - readAt > readAgainAfterMs) read().catch(() => {});
	}, readAgainAfterMs);
	const ending = new AbortController();
	// Its loss is the loss of the same server, and is told below.
	const pacing = followPace(api, id, AbortSignal.any([signal, ending.signal]), (pace) => {
		if (project === undefined) return;
		project = { ...project, pace };
		viewer.show(project);
	}).catch(() => {});
	try {
		await retryWhenLost(
			signal,
			async (noteLife) => {
				for await (const { projectChanged } of api.follow(FollowProjectDocument, { id }, signal)) {
					noteLife();
					await take(projectChanged);
				}
			},
			(failure) => {
				// Whatever changes meanwhile is not told: read it all when the line is back.
				project = undefined;
				viewer.showLost(failure.message);
			},
		);
	} finally {
		clearInterval(fading);
		ending.abort();
		await pacing;
	}
}

/** Whether the project keeps up, pushed at most once a second. */
async function followPace(
	api: Api,
	id: string,
	signal: AbortSignal,
	take: (pace: NonNullable<WatchedProject["pace"]>) => void,
): Promise<void> {
	await retryWhenLost(signal, async (noteLife) => {
		for await (const { projectPaceChanged } of api.follow(FollowPaceDocument, { id }, signal)) {
			noteLife();
			take(projectPaceChanged);
		}
	});
}

function openViewer({ output, server }: Session): Viewer {
	const { terminal } = output;
	if (output.isJson) {
		return {
			show: (project) => output.json({ at: new Date().toISOString(), ...project }),
			showLost: (reason) => terminal.complain(reason),
			close: () => {},
		};
	}
	if (!terminal.isInteractive) return plainViewer((line) => output.line(line));
	const region = openLiveRegion(terminal);
	let shown: WatchedProject | undefined;
	return {
		show: (project) => {
			shown = project;
			region.draw(
				drawProject(project, `live from ${server.url}, ${formatTime(new Date().toISOString())}; Ctrl-C ends`, terminal),
			);
		},
		showLost: (reason) => {
			if (shown !== undefined)
				region.draw(drawProject(shown, `as it was; trying again: ${printable(reason)}`, terminal));
		},
		close: () => region.close(),
	};
}

/** Only what has changed, a line each with the time. */
function plainViewer(line: (text: string) => void): Viewer {
	let shown: WatchedProject | undefined;
	const say = (text: string) => line(`${formatTime(new Date().toISOString())}  ${printable(text)}`);
	return {
		show: (project) => {
			for (const text of describeDifference(shown, project)) say(text);
			shown = project;
		},
		showLost: (reason) => say(`trying again: ${reason}`),
		close: () => {},
	};
}
