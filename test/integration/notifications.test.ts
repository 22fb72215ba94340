import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWholeSystem, type WholeSystem } from "../support/whole-system.ts";

/*
 * A real mail server and a real HTTP server take what a running coordinator sends about events that are in its
 * database.
 */

interface TakenMail {
	readonly to: readonly string[];
	readonly text: string;
}

describe("notifications", () => {
	const mails: TakenMail[] = [];
	const posts: { readonly text: string; readonly key: string }[] = [];
	/** How many posts are refused before one is taken. */
	let refusals = 0;
	let whole: WholeSystem;
	let webhook: string;

	const smtp = new SMTPServer({
		disabledCommands: ["AUTH", "STARTTLS"],
		onData(stream, session, done) {
			let text = "";
			stream.on("data", (piece: Buffer) => {
				text += piece.toString("utf8");
			});
			stream.on("end", () => {
				// Headers with signs are encoded, and long lines folded, on their way.
				const decoded = text.replaceAll(/=\?UTF-8\?Q\?(.*?)\?=(\r\n[ \t])?/g, (_, words: string) =>
					decodeURIComponent(words.replaceAll("_", " ").replaceAll("=", "%")),
				);
				const unfolded = decoded.replaceAll("=\r\n", "");
				mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: unfolded });
				done();
			});
		},
	});
	const http = createServer((request, response) => {
		let body = "";
		request.on("data", (piece: Buffer) => {
			body += piece.toString("utf8");
		});
		request.on("end", () => {
			if (refusals > 0) {
				refusals -= 1;
				response.writeHead(503).end("busy");
				return;
			}
			posts.push({ text: JSON.parse(body).text, key: String(request.headers["idempotency-key"]) });
			response.end("ok");
		});
	});

	const ask = <Answer>(text: string, variables: Readonly<Record<string, unknown>> = {}) =>
		whole.system.graphql<Answer>(text, variables);
	const createRule = async (input: object) => {
		const { createNotificationRule } = await ask<{ createNotificationRule: { rule: { id: string } } }>(
			"mutation ($input: CreateNotificationRuleInput!) { createNotificationRule(input: $input) { rule { id } } }",
			{ input },
		);
		return createNotificationRule.rule.id;
	};
	const archiveRule = (id: string) =>
		ask("mutation ($input: NotificationRuleIdInput!) { archiveNotificationRule(input: $input) { rule { id } } }", {
			input: { id },
		});
	const addEvent = async (severity: string, kind: string, message: string) => {
		const [row] = await whole.database.query<{ id: number }>(
			"insert into event (severity, kind, message) values ($1, $2, $3) returning id::float8 as id",
			[severity, kind, message],
		);
		return row?.id ?? 0;
	};
	const deliveries = async () => {
		const { notifications } = await ask<{
			notifications: {
				edges: { node: { subject: string; deliveredAt: string | null; tries: number; lastAnswer: string | null } }[];
			};
		}>("{ notifications { edges { node { subject deliveredAt tries lastAnswer } } } }");
		return notifications.edges.map(({ node }) => node);
	};

	beforeAll(async () => {
		await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
		await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
		// Both listen on TCP, so that their addresses are objects.
		const mailPort = (smtp.server.address() as AddressInfo).port;
		webhook = `http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`;
		whole = await startWholeSystem({
			startsWorker: false,
			environment: {
				TILEWRIGHT_SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
				TILEWRIGHT_PUBLIC_URL: "https://tilewright.example",
			},
		});
	}, 120_000);

	afterAll(async () => {
		await whole?.stop();
		await new Promise<void>((resolve) => smtp.close(resolve));
		await new Promise((resolve) => http.close(resolve));
	});

	it("tell by mail what happens from now on, as far as the rule asks for it", async () => {
		await addEvent("error", "stagePaused", "before the rule was made");
		const id = await createRule({ name: "Night shift", kind: "EMAIL", recipients: ["ana@example.org"] });
		await addEvent("info", "tileRefused", "not worth a mail");
		await addEvent("error", "stagePaused", 'Stage "Deconvolve" paused itself after 20 failures in a row.');
		await whole.system.until("the mail has come", async () => mails.length === 1, 30_000);
		const [mail] = mails;
		expect(mail?.to).toEqual(["ana@example.org"]);
		expect(mail?.text).toContain('Subject: [Tilewright] ERROR: Stage "Deconvolve" paused itself');
		expect(mail?.text).toContain("https://tilewright.example/activity");
		expect(mail?.text).not.toContain("before the rule was made");
		expect(mail?.text).not.toContain("not worth a mail");
		await archiveRule(id);
	}, 60_000);

	it("are posted as Slack takes them, again when the receiver was busy, and once", async () => {
		refusals = 1;
		const id = await createRule({ name: "Channel", kind: "WEBHOOK", webhook, severities: ["WARNING"] });
		await addEvent("warning", "workerQuarantined", "Worker <scope-2> was put into quarantine.");
		await whole.system.until("the post has come", async () => posts.length === 1, 30_000);
		expect(posts[0]?.text).toContain("Worker &lt;scope-2&gt; was put into quarantine.");
		await whole.system.until(
			"the delivery is noted",
			async () => (await deliveries())[0]?.deliveredAt !== null,
			10_000,
		);
		expect((await deliveries())[0]).toMatchObject({ tries: 2, lastAnswer: "200 ok" });
		await archiveRule(id);
	}, 60_000);

	it("collect for the digest and wait for the end of quiet hours, except for errors", async () => {
		const quiet = { quietFrom: 0, quietTo: 1439, timeZone: "UTC" };
		const before = posts.length;
		const digest = await createRule({ name: "Digest", kind: "WEBHOOK", webhook, digestMinutes: 60 });
		const quietly = await createRule({ name: "Quiet", kind: "WEBHOOK", webhook, ...quiet });
		await addEvent("warning", "diskLow", "held back by both");
		const late = await createRule({ name: "Errors", kind: "WEBHOOK", webhook, severities: ["ERROR"], ...quiet });
		await addEvent("error", "diskFull", "told by two in spite of the hour");
		// Both rules that let errors through have told; the one with the digest has been looked at as often.
		await whole.system.until("both errors have come", async () => posts.length === before + 2, 30_000);
		expect(posts.slice(before).filter(({ text }) => text.includes("held back by both"))).toHaveLength(1);
		const [digestRows] = await whole.database.query<{ count: number }>(
			"select count(*)::int as count from notification where rule_id = $1",
			[Number(digest)],
		);
		expect(digestRows?.count).toBe(0);
		await Promise.all([digest, quietly, late].map(archiveRule));
	}, 60_000);

	it("can be tried out, and say what went wrong", async () => {
		const id = await createRule({ name: "Nobody there", kind: "WEBHOOK", webhook: "http://127.0.0.1:9/" });
		await ask(
			"mutation ($input: NotificationRuleIdInput!) { testNotificationRule(input: $input) { notificationId } }",
			{ input: { id } },
		);
		await whole.system.until("it was tried", async () => ((await deliveries())[0]?.tries ?? 0) > 0, 30_000);
		expect((await deliveries())[0]).toMatchObject({ deliveredAt: null });
		expect((await deliveries())[0]?.subject).toContain('Test of "Nobody there"');
		expect((await deliveries())[0]?.lastAnswer).not.toBe("");
		await archiveRule(id);
	}, 60_000);

	it("refuse a rule that could tell nobody", async () => {
		await expect(createRule({ name: "No address", kind: "EMAIL", recipients: [] })).rejects.toThrow(/recipient/);
		await expect(createRule({ name: "No zone", kind: "WEBHOOK", webhook, timeZone: "Mars/Olympus" })).rejects.toThrow(
			/time zone/,
		);
	});

	it("leave open alarms until somebody has seen them, and keep who it was", async () => {
		const last = await addEvent("warning", "diskLow", "seen by a person");
		const open = async () => {
			const { events } = await ask<{ events: { edges: { node: { message: string } }[] } }>(
				"{ events(filter: { isOpen: true }) { edges { node { message } } } }",
			);
			return events.edges.map(({ node }) => node.message);
		};
		expect(await open()).toContain("seen by a person");
		await ask("mutation ($input: AcknowledgeEventsInput!) { acknowledgeEvents(input: $input) { changedCount } }", {
			input: { upTo: String(last) },
		});
		expect(await open()).toEqual([]);
		const [row] = await whole.database.query<{ acknowledged_by: string | null }>(
			"select acknowledged_by from event where id = $1",
			[last],
		);
		expect(row?.acknowledged_by).not.toBeNull();
	});
});
