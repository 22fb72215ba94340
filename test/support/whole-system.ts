import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { Database } from "../../coordinator/src/database/database.ts";
import { findViolations } from "../../coordinator/src/status/invariant-checker.ts";
import { RunningSystem, type SystemOptions } from "./running-system.ts";
import { createTestDatabase, testBusUrl } from "./services.ts";

/** A running system with a database and a directory of its own. */
export interface WholeSystem {
	readonly system: RunningSystem;
	readonly directory: string;
	readonly database: Database;
	/** Invariants that do not hold; asked when nothing runs. */
	violations(): ReturnType<typeof findViolations>;
	stop(): Promise<void>;
}

export type WholeSystemOptions = Partial<SystemOptions> & { readonly startsWorker?: boolean };

/** What was begun is ended again when the rest does not start. */
export async function startWholeSystem(options: WholeSystemOptions = {}): Promise<WholeSystem> {
	const directory = mkdtempSync(join(tmpdir(), "tilewright-system-"));
	const { url, drop } = await createTestDatabase();
	const system = new RunningSystem({ directory, databaseUrl: url, busUrl: await testBusUrl(), ...options });
	const pool = new pg.Pool({ connectionString: url, max: 2 });
	pool.on("error", () => {});
	const database = new Database(pool);
	const whole: WholeSystem = {
		system,
		directory,
		database,
		violations: () => findViolations(database),
		async stop() {
			await system.stop();
			await pool.end();
			await drop();
			rmSync(directory, { recursive: true, force: true });
		},
	};
	try {
		await system.startCoordinator();
		if (options.startsWorker !== false) await system.startWorker();
	} catch (error) {
		await whole.stop();
		throw error;
	}
	return whole;
}
