import { describeError } from "@tilewright/contract/errors";
import { asAttemptId } from "@tilewright/contract/ids";
import type { BusMessage, MessageBus } from "@tilewright/contract/message-bus";
import {
	type AssignedAttempt,
	assignSchema,
	cancelSchema,
	clusterJobsSchema,
	committedSchema,
	decodeMessage,
	encodeMessage,
	finishedSchema,
	goodbyeSchema,
	heartbeatReplySchema,
	heartbeatSchema,
	helloReplySchema,
	helloSchema,
	inputsReplySchema,
	inputsRequestSchema,
	startedSchema,
	subjects,
} from "@tilewright/contract/messages";
import type { Logger } from "pino";
import type { z } from "zod";
import type { Queryable } from "../database/database.ts";
import { inputsPerPage, readInputsPage } from "../dispatch/assignment-composer.ts";
import type { CoordinatorMemory } from "../rounds/coordinator-memory.ts";
import type { WorkerVoice } from "../rounds/round-keeper.ts";
import type { WorkerDesk } from "../rounds/worker-desk.ts";

/** Speaks to workers. Messages may be lost: heartbeats and repeated results mend that. */
export function workerVoice(bus: MessageBus, epoch: number): WorkerVoice {
	return {
		assign(workerId, sessionId, assignments, memory) {
			for (const batch of inBatches(assignments, bus.maxPayloadBytes / 2)) {
				bus.publish(
					subjects.assign(workerId),
					encodeMessage(assignSchema, { epoch, sessionId, recipes: recipesOf(batch, memory), attempts: batch }),
				);
			}
		},
		cancel(workerId, sessionId, attemptIds) {
			bus.publish(subjects.cancel(workerId), encodeMessage(cancelSchema, { sessionId, attemptIds: [...attemptIds] }));
		},
		acknowledge(workerId, sessionId, attemptIds, refusedIds) {
			bus.publish(
				subjects.committed(workerId),
				encodeMessage(committedSchema, { sessionId, attemptIds: [...attemptIds], refusedAttemptIds: [...refusedIds] }),
			);
		},
	};
}

function recipesOf(
	batch: readonly AssignedAttempt[],
	memory: CoordinatorMemory,
): z.input<typeof assignSchema>["recipes"] {
	const versions = new Set(batch.map((attempt) => attempt.stageVersionId));
	return [...memory.stages.projects].flatMap((project) =>
		project.stages
			.filter((stage) => versions.has(stage.versionId))
			.map((stage) => ({
				stageVersionId: stage.versionId,
				project: { id: project.id, name: project.name, rootPath: project.rootPath, parameters: project.parameters },
				stage: { id: stage.id, name: stage.name },
				recipe: stage.recipe,
				operations: stage.operations,
			})),
	);
}

/** Splits by an upper bound of the encoded size; one assignment always fits, since long inputs are asked for in pages. */
function* inBatches(assignments: readonly AssignedAttempt[], maximumBytes: number): Generator<AssignedAttempt[]> {
	let batch: AssignedAttempt[] = [];
	let bytes = 0;
	for (const assignment of assignments) {
		const size = estimatedBytes(assignment);
		if (batch.length > 0 && bytes + size > maximumBytes) {
			yield batch;
			batch = [];
			bytes = 0;
		}
		batch.push(assignment);
		bytes += size;
	}
	if (batch.length > 0) yield batch;
}

function estimatedBytes(assignment: AssignedAttempt): number {
	const isSmall = assignment.tile === null && (assignment.inputs === null || assignment.inputs.length === 0);
	return isSmall ? 600 : Buffer.byteLength(JSON.stringify(assignment));
}

/** Listens to workers on behalf of the active coordinator. Returns how to stop listening. */
export function listenToWorkers(bus: MessageBus, desk: WorkerDesk, database: Queryable, logger: Logger): () => void {
	const guard = (handler: (message: BusMessage) => Promise<void> | void) => async (message: BusMessage) => {
		try {
			await handler(message);
		} catch (error) {
			logger.error(
				{ subject: message.subject, error: describeError(error) },
				"a worker's message could not be handled",
			);
		}
	};
	const subscriptions = [
		bus.subscribe(
			subjects.hello,
			guard(async (message) => {
				const reply = await desk.hello(decodeMessage(helloSchema, message.payload, message.subject));
				message.respond(encodeMessage(helloReplySchema, reply));
			}),
		),
		bus.subscribe(
			subjects.heartbeat,
			guard((message) => {
				const reply = desk.heartbeat(decodeMessage(heartbeatSchema, message.payload, message.subject));
				message.respond(encodeMessage(heartbeatReplySchema, reply));
			}),
		),
		bus.subscribe(
			subjects.goodbye,
			guard(async (message) => {
				await desk.goodbye(decodeMessage(goodbyeSchema, message.payload, message.subject));
				message.respond(new Uint8Array());
			}),
		),
		bus.subscribe(
			subjects.started,
			guard((message) => desk.started(decodeMessage(startedSchema, message.payload, message.subject))),
		),
		bus.subscribe(
			subjects.finished,
			guard((message) => desk.finished(decodeMessage(finishedSchema, message.payload, message.subject))),
		),
		bus.subscribe(
			subjects.clusterJobs,
			guard((message) => desk.clusterJobs(decodeMessage(clusterJobsSchema, message.payload, message.subject))),
		),
		bus.subscribe(
			subjects.inputs,
			guard(async (message) => {
				const { attemptId, offset } = decodeMessage(inputsRequestSchema, message.payload, message.subject);
				const [attempt] = await database.query<{ task_id: number }>("select task_id from attempt where id = $1", [
					asAttemptId(attemptId),
				]);
				const inputs = attempt ? await readInputsPage(database, attempt.task_id, offset) : [];
				const nextOffset = inputs.length < inputsPerPage ? null : offset + inputs.length;
				message.respond(encodeMessage(inputsReplySchema, { inputs, nextOffset }));
			}),
		),
	];
	return () => {
		for (const subscription of subscriptions) subscription.unsubscribe();
	};
}
