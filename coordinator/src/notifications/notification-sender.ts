import type { Clock } from "@tilewright/contract/clock";
import type { Logger } from "pino";
import type { Database } from "../database/database.ts";
import type { DueMessage } from "../delivery/due-messages.ts";
import { DurableSender } from "../delivery/durable-sender.ts";
import { DeliveryRefused, postToWebhook } from "../delivery/webhook.ts";
import { type MailSettings, sendMail } from "./mail.ts";
import { webhookPayload } from "./notification-text.ts";
import { NotificationWriter } from "./notification-writer.ts";

/*
 * Tells people what has happened, by the rules they have made: looks at the events rounds have written, writes messages
 * (notification-writer.ts) and delivers them. Messages of one rule go one after the other. A failure is no event: it
 * would be told by the rule that fails.
 */

const deliveryTimeoutMs = 15_000;

export interface NotificationSettings {
	readonly instanceName: string;
	/** Null where no mail server is configured: e-mail rules then say so in their deliveries. */
	readonly mail: MailSettings | null;
	/** Where people reach the page. */
	readonly publicUrl: string | null;
}

interface DueNotification extends DueMessage {
	readonly subject: string;
	readonly body: string;
	readonly recipients: string[];
	readonly webhook: string | null;
}

export function notificationSender(options: {
	readonly database: Database;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly settings: NotificationSettings;
}): DurableSender<DueNotification> {
	const { mail } = options.settings;
	const writer = new NotificationWriter({ ...options, ...options.settings });
	return new DurableSender<DueNotification>({
		...options,
		outgoing: {
			table: { name: "notification", address: "rule_id::text", columns: "subject, body, recipients, webhook" },
			lookEveryMs: 2_000,
			mostAddressesAtOnce: 8,
			timeoutMs: deliveryTimeoutMs,
			// Who tries out a rule wants its answer now, whatever became of the message before.
			restsAddresses: false,
			givesUpWhenRefused: true,
			prepare: () => writer.writeUntold(),
			async send({ id, recipients, subject, body, webhook }, signal) {
				if (webhook !== null) return postToWebhook(webhook, id, webhookPayload({ subject, body }), signal);
				if (mail !== null) return sendMail(mail, { id, recipients, subject, text: body }, deliveryTimeoutMs);
				throw new DeliveryRefused("No mail server is configured: set TILEWRIGHT_SMTP_URL and TILEWRIGHT_MAIL_FROM.");
			},
		},
	});
}
