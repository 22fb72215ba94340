import { expect, test } from "vitest";
import { attemptEnvironment, inheritedEnvironment } from "./program-environment.ts";

test("programs inherit the worker's environment without its secrets and settings", () => {
	const environment = {
		PATH: "/bin",
		HOME: "/home/me",
		LD_LIBRARY_PATH: "/opt/matlab",
		TILEWRIGHT_NATS_URL: "nats://secret@host",
		TILEWRIGHT_ATTEMPT_ID: "7",
		DATABASE_URL: "postgres://secret@host/db",
		PGPASSWORD: "secret",
		NATS_URL: "nats://secret@host",
		npm_config__auth: "secret",
		EMPTY: undefined,
	};
	expect(inheritedEnvironment(environment)).toEqual({ PATH: "/bin", HOME: "/home/me", LD_LIBRARY_PATH: "/opt/matlab" });
});

test("a task definition adds variables, but cannot redirect the task file", () => {
	const own = { OMP_NUM_THREADS: "1", TILEWRIGHT_TASK: "/elsewhere" };
	expect(attemptEnvironment({ taskFile: "/t.json", outputDirectory: "/out", own })).toEqual({
		OMP_NUM_THREADS: "1",
		TILEWRIGHT_TASK: "/t.json",
		TILEWRIGHT_OUTPUT_DIRECTORY: "/out",
	});
});
