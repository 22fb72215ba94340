import type { Clock } from "@tilewright/contract/clock";
import { TilewrightError } from "@tilewright/contract/errors";
import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { MessageBus } from "@tilewright/contract/message-bus";
import type { Logger } from "pino";
import type { Queryable } from "../database/database.ts";
import { storeEvents } from "../database/event-store.ts";
import type { DueMessage } from "../delivery/due-messages.ts";
import { DurableSender } from "../delivery/durable-sender.ts";
import { postToWebhook } from "../delivery/webhook.ts";

/** Delivers what rounds have written for the instrument (feedback-outbox.ts), and makes events of what fails. */

interface DueFeedback extends DueMessage {
	readonly projectId: ProjectId;
	readonly stageId: StageId | null;
	readonly verdict: string;
	readonly webhook: string | null;
	readonly subject: string | null;
	readonly payload: string;
}

export type FeedbackSender = DurableSender<DueFeedback>;

export function feedbackSender(options: {
	readonly database: Queryable;
	readonly bus: MessageBus;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly timeoutMs?: number;
}): FeedbackSender {
	const { database, bus } = options;
	return new DurableSender<DueFeedback>({
		...options,
		outgoing: {
			table: {
				name: "feedback",
				address: "coalesce(webhook, subject)",
				columns: `project_id as "projectId", stage_id as "stageId", verdict, webhook, subject, payload::text as payload`,
			},
			lookEveryMs: 5_000,
			mostAddressesAtOnce: 16,
			timeoutMs: options.timeoutMs ?? 10_000,
			restsAddresses: true,
			givesUpWhenRefused: false,
			send(feedback, signal) {
				if (feedback.webhook !== null) return postToWebhook(feedback.webhook, feedback.id, feedback.payload, signal);
				return publishOnBus(bus, feedback.subject ?? "", feedback.payload, signal);
			},
			async noteFailure(feedback, answer, isGivenUp) {
				if (feedback.tries > 0 && !isGivenUp) return;
				await storeEvents(database, [
					{
						projectId: feedback.projectId,
						stageId: feedback.stageId,
						severity: isGivenUp ? "error" : "warning",
						kind: isGivenUp ? "feedbackGivenUp" : "feedbackFailing",
						message: `The feedback "${feedback.verdict}" could not be delivered to ${feedback.address}: ${answer}.${isGivenUp ? " It is not tried any more." : " It is tried again."}`,
						fields: { feedbackId: feedback.id },
					},
				]);
			},
		},
	});
}

/** Resolves when the message server has it; whether anybody listens there is not known. */
async function publishOnBus(bus: MessageBus, subject: string, payload: string, signal: AbortSignal): Promise<string> {
	if (!bus.isConnected) {
		throw new TilewrightError({ code: "BUS_UNREACHABLE", message: `There is no line to ${bus.description}.` });
	}
	const ended = new Promise<never>((_resolve, reject) => {
		signal.addEventListener("abort", () => reject(signal.reason), { once: true });
	});
	bus.publish(subject, Buffer.from(payload));
	await Promise.race([bus.flush(), ended]);
	return "taken by the message server";
}
