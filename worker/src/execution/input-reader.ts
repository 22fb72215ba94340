import { setTimeout as sleep } from "node:timers/promises";
import { describeError, isTilewrightError } from "@tilewright/contract/errors";
import type { MessageBus } from "@tilewright/contract/message-bus";
import {
	decodeMessage,
	encodeMessage,
	inputsReplySchema,
	inputsRequestSchema,
	subjects,
} from "@tilewright/contract/messages";
import type { TaskFileInput } from "@tilewright/contract/task-file";
import type { LiveAttempt } from "../attempts/live-attempt.ts";

const requestTimeoutMs = 5_000;
const retryAfterMs = 500;

/**
 * The inputs of an attempt: those that came with it, or asked for page by page when they did not fit. While
 * the bus or the coordinator is away it goes on asking, until the attempt is stopped; then it returns null.
 * Throws MESSAGE_MALFORMED.
 */
export async function readInputs(bus: MessageBus, attempt: LiveAttempt): Promise<readonly TaskFileInput[] | null> {
	if (attempt.assigned.inputs !== null) return attempt.assigned.inputs;
	const inputs: TaskFileInput[] = [];
	let offset: number | null = 0;
	while (offset !== null) {
		if (attempt.stopReason !== null) return null;
		const page = await requestPage(bus, attempt.id, offset);
		if (page === null) {
			await sleep(retryAfterMs);
			continue;
		}
		inputs.push(...page.inputs);
		offset = page.nextOffset;
	}
	return inputs;
}

/** Null when nobody answered. */
async function requestPage(bus: MessageBus, attemptId: number, offset: number) {
	let payload: Uint8Array;
	try {
		const request = encodeMessage(inputsRequestSchema, { attemptId, offset });
		payload = await bus.request(subjects.inputs, request, { timeoutMs: requestTimeoutMs });
	} catch (error) {
		if (isTilewrightError(error)) return null;
		throw new Error(`the inputs could not be asked for: ${describeError(error)}`, { cause: error });
	}
	return decodeMessage(inputsReplySchema, payload, subjects.inputs);
}
