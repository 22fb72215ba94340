import { createTransport } from "nodemailer";

/** Where mail is handed in and whose name it bears. */
export interface MailSettings {
	/** `smtp://user:password@host:587` or `smtps://…`. */
	readonly smtpUrl: string;
	readonly from: string;
}

export interface Mail {
	readonly id: string;
	readonly recipients: readonly string[];
	readonly subject: string;
	readonly text: string;
}

/**
 * Hands one mail to the server and returns its answer. The connection is made for it and closed after it: mails are
 * rare, and a kept connection would be dead when it is needed. Throws in words of the server.
 */
export async function sendMail(settings: MailSettings, mail: Mail, timeoutMs: number): Promise<string> {
	const transport = createTransport({
		url: settings.smtpUrl,
		connectionTimeout: timeoutMs,
		greetingTimeout: timeoutMs,
		socketTimeout: timeoutMs,
		// Text that somebody else wrote must never make the coordinator read files or addresses.
		disableFileAccess: true,
		disableUrlAccess: true,
	});
	try {
		const sent = await transport.sendMail({
			from: settings.from,
			to: [...mail.recipients],
			subject: mail.subject,
			text: mail.text,
			// A mail that is sent again after a crash is recognised by its id.
			messageId: `<${mail.id}@tilewright>`,
			headers: { "Auto-Submitted": "auto-generated" },
		});
		return String(sent.response ?? "accepted");
	} finally {
		transport.close();
	}
}
