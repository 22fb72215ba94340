import type { WorkerId } from "@tilewright/contract/ids";
import { quarantineWorker, releaseWorker, updateWorker } from "../../commands/worker-commands.ts";
import { readWorkerId } from "../id-argument.ts";
import { messageDescription } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { WorkerType } from "./worker-ref.ts";

const UpdateWorkerInput = builder.inputType("UpdateWorkerInput", {
	description: "What is left out stays as it is.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The worker's id." }),
		localCapacity: t.float({ description: "Work units at once on its own machine; null for what it offers itself." }),
		clusterCapacity: t.float({ description: "Work units at once on its cluster; null for what it offers itself." }),
		isPaused: t.boolean({ description: "True gives it nothing new; what runs goes on." }),
		reason: t.string({ description: "Shown as long as it is paused." }),
		stopRunning: t.boolean({ description: "When pausing: stops what it runs as well; costs no retry." }),
		message: t.string({ description: messageDescription }),
	}),
});

const QuarantineWorkerInput = builder.inputType("QuarantineWorkerInput", {
	description: "Which worker, and why.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The worker's id." }),
		includesHost: t.boolean({ description: "All workers of its machine." }),
		reason: t.string({ required: true, description: "Shown as long as it is in quarantine." }),
		message: t.string({ description: messageDescription }),
	}),
});

const ReleaseWorkerInput = builder.inputType("ReleaseWorkerInput", {
	description: "Which worker, and why.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The worker's id." }),
		message: t.string({ description: messageDescription }),
	}),
});

const WorkerPayload = builder
	.objectRef<{ readonly workerId: WorkerId; readonly stopped?: number }>("WorkerPayload")
	.implement({
		description: "What became of the worker.",
		fields: (t) => ({
			worker: t.field({ type: WorkerType, description: "As it is now.", resolve: (payload) => payload.workerId }),
			stoppedCount: t.int({ description: "Programs that were stopped.", resolve: (payload) => payload.stopped ?? 0 }),
		}),
	});

builder.mutationFields((t) => ({
	updateWorker: t.field({
		type: WorkerPayload,
		description: "Sets a worker's capacities, or pauses it; takes effect at once.",
		args: { input: t.arg({ type: UpdateWorkerInput, required: true, description: "What to change." }) },
		resolve: (_root, { input: { message, stopRunning, ...input } }, context) =>
			submitCommand(
				context,
				updateWorker,
				{ ...input, id: readWorkerId(input.id), stopRunning: stopRunning ?? false },
				{ message },
			),
	}),
	quarantineWorker: t.field({
		type: WorkerPayload,
		description: "Gives a worker nothing until a person lets it out; what runs goes on.",
		args: { input: t.arg({ type: QuarantineWorkerInput, required: true, description: "Which one." }) },
		resolve: (_root, { input: { id, includesHost, reason, message } }, context) =>
			submitCommand(
				context,
				quarantineWorker,
				{ id: readWorkerId(id), includesHost: includesHost ?? false, reason },
				{ message },
			),
	}),
	releaseWorker: t.field({
		type: WorkerPayload,
		description: "Lets a worker out of quarantine, and with one of a machine all others of the machine.",
		args: { input: t.arg({ type: ReleaseWorkerInput, required: true, description: "Which one." }) },
		resolve: (_root, { input: { id, message } }, context) =>
			submitCommand(context, releaseWorker, { id: readWorkerId(id) }, { message }),
	}),
}));
