import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../../coordinator/src/database/database.ts";
import { startWholeSystem, type WholeSystem } from "../../support/whole-system.ts";
import { nextWhere, Subscriber } from "./support/subscriber.ts";

/*
 * Two coordinators over one database and one bus: the first decides, pages are connected to the second, which never
 * writes anything itself. Whatever is changed over the first, or by hand in the database, is heard at the second.
 */

interface Told {
	readonly changed: readonly {
		readonly kind: string;
		readonly ids: readonly string[];
		readonly projectIds: readonly string[];
		readonly isComplete: boolean;
	}[];
}

let whole: WholeSystem;
let database: Database;
let activeUrl: string;
let standbyUrl: string;
const subscribers: Subscriber[] = [];

beforeAll(async () => {
	whole = await startWholeSystem({ startsWorker: false });
	database = whole.database;
	activeUrl = whole.system.url;
	await whole.system.startCoordinator("standby");
	standbyUrl = whole.system.url;
});
afterEach(async () => {
	for (const subscriber of subscribers.splice(0)) await subscriber.stop();
});
afterAll(() => whole.stop());

async function ask<Answer>(query: string, input?: object): Promise<Answer> {
	const response = await fetch(`${activeUrl}/graphql`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ query, variables: input === undefined ? {} : { input } }),
	});
	// The shape GraphQL over HTTP prescribes.
	const answer = (await response.json()) as { data: Answer; errors?: unknown };
	if (answer.errors) throw new Error(JSON.stringify(answer.errors));
	return answer.data;
}

function subscriberAtStandby(): Subscriber {
	const subscriber = new Subscriber(`${standbyUrl}/graphql`);
	subscribers.push(subscriber);
	return subscriber;
}

/** Resolves when it is certain that nothing is missed from now on. */
async function listenAtStandby(
	kinds: readonly string[],
	subscriber = subscriberAtStandby(),
): Promise<AsyncIterableIterator<Told>> {
	const messages = subscriber.subscribe<Told>(
		"subscription ($kinds: [ChangedKind!]) { changed(kinds: $kinds) { kind ids projectIds isComplete } }",
		{ kinds },
	);
	expect((await messages.next()).value).toEqual({ changed: [] });
	return messages;
}

/** The one kind that was asked for, as it was told. */
const heard = async (messages: AsyncIterableIterator<Told>) => (await messages.next()).value?.changed[0];

const insertEvent = async (message: string, projectId: number | null = null) => {
	const [row] = await database.query<{ id: number }>(
		"insert into event (project_id, severity, kind, message) values ($1, 'error', 'test', $2) returning id",
		[projectId, message],
	);
	return String(row?.id);
};

describe("another process hears of", () => {
	it("repositories and definitions", async () => {
		const repositories = await listenAtStandby(["TASK_REPOSITORY"]);
		const { createTaskRepository: made } = await ask<{ createTaskRepository: { taskRepository: { id: string } } }>(
			`mutation ($input: CreateTaskRepositoryInput!) { createTaskRepository(input: $input) { taskRepository { id } } }`,
			{ name: "Programs", location: "/tmp" },
		);
		expect(await heard(repositories)).toEqual({
			kind: "TASK_REPOSITORY",
			ids: [made.taskRepository.id],
			projectIds: [],
			isComplete: true,
		});

		const definitions = await listenAtStandby(["TASK_DEFINITION"]);
		const { createTaskDefinition } = await ask<{ createTaskDefinition: { taskDefinition: { id: string } } }>(
			`mutation ($input: CreateTaskDefinitionInput!) { createTaskDefinition(input: $input) { taskDefinition { id } } }`,
			{ name: "Nothing", content: { program: { kind: "none" } } },
		);
		const { id } = createTaskDefinition.taskDefinition;
		expect(await heard(definitions)).toMatchObject({ ids: [id] });
		await ask(
			`mutation ($input: TaskDefinitionIdInput!) { archiveTaskDefinition(input: $input) { taskDefinition { id } } }`,
			{
				id,
			},
		);
		expect(await heard(definitions)).toMatchObject({ ids: [id] });
	});

	it("commands with their project", async () => {
		const messages = await listenAtStandby(["COMMAND"]);
		const { createProject } = await ask<{ createProject: { project: { id: string } } }>(
			`mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }`,
			{ name: "Heard", rootPath: "/data/heard", source: { kind: "ANNOUNCED" } },
		);
		const { id } = createProject.project;
		const told = await nextWhere(messages, ({ changed }) => changed.some(({ projectIds }) => projectIds.includes(id)));
		expect(told.changed[0]?.ids).toHaveLength(1);
	});

	it("events no round has written, and their acknowledgement, which is no new event", async () => {
		const subscriber = subscriberAtStandby();
		const added = subscriber.subscribe<{ eventAdded: { id: string; message: string } }>(
			"subscription { eventAdded { id message } }",
		);
		const first = added.next();
		const messages = await listenAtStandby(["EVENT"], subscriber);
		const id = await insertEvent("A disk fills up.");
		expect(await heard(messages)).toMatchObject({ ids: [id] });
		expect((await first).value?.eventAdded).toMatchObject({ id, message: "A disk fills up." });

		await ask(`mutation ($input: AcknowledgeEventsInput!) { acknowledgeEvents(input: $input) { __typename } }`, {
			ids: [id],
		});
		expect(await heard(messages)).toMatchObject({ ids: [id] });
		const second = await insertEvent("Another one.");
		expect((await added.next()).value?.eventAdded.id).toBe(second);
	});

	it("rules, and of what becomes of the messages they send", async () => {
		const receiver = createServer((_request, response) => void response.end("ok"));
		await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
		try {
			const rules = await listenAtStandby(["NOTIFICATION_RULE"]);
			// The port is there once a server listens.
			const { port } = receiver.address() as AddressInfo;
			const { createNotificationRule: made } = await ask<{ createNotificationRule: { rule: { id: string } } }>(
				`mutation ($input: CreateNotificationRuleInput!) { createNotificationRule(input: $input) { rule { id } } }`,
				{ name: "Channel", kind: "WEBHOOK", webhook: `http://127.0.0.1:${port}/`, severities: ["ERROR"] },
			);
			expect(await heard(rules)).toMatchObject({ ids: [made.rule.id] });
			const notifications = await listenAtStandby(["NOTIFICATION"]);
			await insertEvent("Nothing gets on.");
			const written = await heard(notifications);
			expect(written?.ids).toHaveLength(1);
			const delivered = () =>
				database.query("select from notification where id = $1 and delivered_at is not null", [written?.ids[0]]);
			while ((await delivered()).length === 0) expect(await heard(notifications)).toMatchObject({ ids: written?.ids });
		} finally {
			receiver.closeAllConnections();
			receiver.close();
		}
	});

	it("cluster jobs and workers by the ids of the workers", async () => {
		const workerId = "6f1c2c56-2a62-4a0e-9d6f-3b6f0c9a1b11";
		const workers = await listenAtStandby(["WORKER"]);
		await database.query(
			`insert into worker (id, name, host, platform, offered_local_work_units, offered_cluster_work_units)
			values ($1, 'scope', 'here', '{}', 1, 1)`,
			[workerId],
		);
		expect(await heard(workers)).toMatchObject({ ids: [workerId] });
		const jobs = await listenAtStandby(["CLUSTER_JOB"]);
		await database.query(
			`insert into cluster_job (key, element, worker_id, kind, scheduler, state, template, cpus, attempt_ids)
			select 'k', n, $1, 'batch', 'slurm', 'PENDING', 'default', 1, '{}' from generate_series(1, 300) as n`,
			[workerId],
		);
		expect(await heard(jobs)).toEqual({ kind: "CLUSTER_JOB", ids: [workerId], projectIds: [], isComplete: true });
	});

	it("more rows than can be named", async () => {
		const messages = await listenAtStandby(["EVENT"]);
		await database.query(
			"insert into event (severity, kind, message) select 'info', 'test', 'one of many' from generate_series(1, 1000)",
		);
		const told = await heard(messages);
		expect(told).toMatchObject({ isComplete: false });
		expect(told?.ids).toHaveLength(120);
	});

	it("everything, when what it hears with was cut", async () => {
		const messages = await listenAtStandby(["TASK_DEFINITION", "EVENT"]);
		await database.query(
			"select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tilewright changes' and datname = current_database()",
		);
		const told = await nextWhere(messages, ({ changed }) => changed.length === 2);
		expect(told.changed.every(({ isComplete }) => !isComplete)).toBe(true);
		const id = await insertEvent("After the gap.");
		await nextWhere(messages, ({ changed }) => changed.some(({ ids }) => ids.includes(id)));
	});

	it("who decides, when the active coordinator ends", async () => {
		const messages = await listenAtStandby(["SYSTEM"]);
		await whole.system.end("coordinator", "SIGKILL");
		await nextWhere(messages, ({ changed }) => changed.some(({ kind }) => kind === "SYSTEM"));
		const { system } = await whole.system.graphql<{ system: { coordinator: { isActive: boolean } } }>(
			"{ system { coordinator { isActive } } }",
		);
		expect(system.coordinator.isActive).toBe(true);
	});
});
