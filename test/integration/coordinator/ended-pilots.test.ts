import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../../coordinator/src/database/database.ts";
import { readMetricCounts } from "../../../coordinator/src/database/metric-reads.ts";
import { listWorkers, loadWorkers } from "../../../coordinator/src/database/worker-reads.ts";
import {
	archiveEndedPilots,
	beginWorkerSession,
	endWorkerSession,
} from "../../../coordinator/src/database/worker-store.ts";
import { createTestDatabase } from "../../support/services.ts";

let pool: pg.Pool;
let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
	const created = await createTestDatabase();
	drop = created.drop;
	pool = new pg.Pool({ connectionString: created.url, max: 2 });
	database = new Database(pool);
});
afterAll(async () => {
	await pool?.end();
	await drop?.();
});

const proxyWorkerId = randomUUID();

/** A worker that joined; pilots with `isPilot`. */
async function join(
	name: string,
	isPilot: boolean,
): Promise<{ readonly workerId: string; readonly sessionId: string }> {
	const ids = { workerId: isPilot ? randomUUID() : proxyWorkerId, sessionId: randomUUID() };
	await database.transaction((transaction) =>
		beginWorkerSession(transaction, {
			...ids,
			name,
			host: `node of ${name}`,
			platform: { os: "linux", arch: "x64", release: "6", cpuCount: 1, totalMemoryMb: 1, nodeVersion: "v20" },
			capacity: { localWorkUnits: 1, clusterWorkUnits: 0 },
			attemptIds: [],
			...(isPilot ? { pilot: { proxyWorkerId, key: "k", element: 1, jobId: "1", remainingMs: 1_000 } } : {}),
		}),
	);
	return ids;
}

const sessions = async (workerId: string) =>
	(await database.query("select id from worker_session where worker_id = $1", [workerId])).length;

test("a pilot that has ended is listed no more, and a day later only its name is left for what it ran", async () => {
	await join("proxy", false);
	const living = await join("living", true);
	const ended = await join("ended", true);
	const longGone = await join("long gone", true);
	for (const { sessionId } of [ended, longGone]) {
		await database.transaction((transaction) => endWorkerSession(transaction, sessionId, "it had nothing to do"));
	}
	await database.query("update worker set last_seen_at = now() - interval '25 hours' where id <> $1", [ended.workerId]);
	await database.transaction(archiveEndedPilots);

	expect((await listWorkers(database)).map(({ name }) => name)).toEqual(["living", "proxy"]);
	expect((await readMetricCounts(database)).workers).toHaveLength(2);
	expect(await Promise.all([living, ended, longGone].map(({ workerId }) => sessions(workerId)))).toEqual([1, 1, 0]);
	const [kept] = await loadWorkers(database, [longGone.workerId as never]);
	expect(kept).toMatchObject({ name: "long gone", host: "node of long gone", isConnected: false });
});
