import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId, type ProjectId, type WorkerId } from "@tilewright/contract/ids";
import { loadEvents } from "../../database/event-reads.ts";
import { readProjectCounts } from "../../database/project-reads.ts";
import { mergeChanges, type ProjectChange } from "../../status/change-feed.ts";
import type { ApiContext } from "../api-context.ts";
import { forgetWhatWasLoaded } from "../batched-loader.ts";
import { EventType } from "../event/event-type.ts";
import { readSmallId } from "../id-argument.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";
import { WorkerType } from "../worker/worker-ref.ts";
import { ProjectChangeType } from "./change-types.ts";
import { merged, newest, PushedStream } from "./pushed-stream.ts";
import { subscribing } from "./subscribing.ts";

const maximumWaitingEvents = 200;

builder.subscriptionFields((t) => ({
	projectChanged: t.field({
		type: ProjectChangeType,
		description:
			"What changes in a project, at most five times a second. The first message comes at once with all counts: read what is shown after it, and nothing is missed between the two.",
		args: { projectId: t.arg.id({ required: true, description: "Which project." }) },
		subscribe: (_root, { projectId }, context) =>
			subscribing(context, () => watchProject(context, readSmallId(projectId, "project", asProjectId))),
		resolve: (change, _arguments, context) => fresh(context, change),
	}),
	projectsChanged: t.field({
		type: ["ID"],
		description: "Ids of projects in which something changed, for pages that list them; at most five times a second.",
		subscribe: (_root, _arguments, context) => {
			const stream = new PushedStream<readonly ProjectId[]>(merged(union), () => stop());
			const stop = context.changes.subscribeToProjects((ids) => stream.push(ids));
			return stream;
		},
		resolve: (ids) => [...ids],
	}),
	workersChanged: t.field({
		type: [WorkerType],
		description: "Workers that changed, as they are now; at most five times a second.",
		subscribe: (_root, _arguments, context) => {
			const stream = new PushedStream<readonly WorkerId[]>(merged(union), () => stop());
			const stop = context.changes.subscribeToWorkers((ids) => stream.push(ids));
			return stream;
		},
		resolve: async (ids, _arguments, context) => {
			const workers = await WorkerType.getDataloader(fresh(context, context)).loadMany(ids);
			return workers.flatMap((worker) => (worker === null || worker instanceof Error ? [] : [worker]));
		},
	}),
	eventAdded: t.field({
		type: EventType,
		description: "What happens, as it happens.",
		args: { projectId: t.arg.id({ description: "Only in this project." }) },
		subscribe: (_root, { projectId }, context) =>
			subscribing(context, () => {
				const wanted = projectId == null ? null : readSmallId(projectId, "project", asProjectId);
				const stream = new PushedStream<number>(newest(maximumWaitingEvents), () => stop());
				const stop = context.changes.subscribeToEvents((event) => {
					if (wanted === null || event.projectId === wanted) stream.push(event.id);
				});
				return stream;
			}),
		resolve: async (id, _arguments, context) => {
			const [event] = await loadEvents(fresh(context, context).database, [id]);
			if (!event) throw new TilewrightError({ code: "NOT_FOUND", message: `Event ${id} is gone.`, fields: { id } });
			return event;
		},
	}),
}));

async function watchProject(context: ApiContext, projectId: ProjectId): Promise<PushedStream<ProjectChange>> {
	const project = await ProjectType.getDataloader(context).load(projectId);
	if (!project) {
		throw new TilewrightError({
			code: "NOT_FOUND",
			message: `There is no project ${projectId} to watch.`,
			fields: { projectId },
		});
	}
	const stream = new PushedStream<ProjectChange>(merged(mergeChanges), () => stop());
	const stop = context.changes.subscribe(projectId, (change) => stream.push(change));
	try {
		const sequence = context.changes.sequenceOf(projectId);
		const counts = await readProjectCounts(context.database, projectId);
		stream.push({
			...counts,
			projectId,
			sequence,
			resetNeeded: false,
			tasks: [],
			sourceIds: [],
			graphChanged: false,
		});
		return stream;
	} catch (error) {
		stop();
		throw error;
	}
}

/** Whatever is read for this message is read anew. */
function fresh<Value>(context: ApiContext, value: Value): Value {
	forgetWhatWasLoaded(context);
	return value;
}

function union<Id>(earlier: readonly Id[], later: readonly Id[]): readonly Id[] {
	return [...new Set([...earlier, ...later])];
}
