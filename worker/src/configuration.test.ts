import { availableParallelism, hostname } from "node:os";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readConfiguration } from "./configuration.ts";

const url = "nats://127.0.0.1:4222";

test("only the address of the bus is needed", () => {
	expect(readConfiguration({ TILEWRIGHT_NATS_URL: url, TILEWRIGHT_WORKER_NAME: "" })).toEqual({
		natsUrl: url,
		dataDirectory: resolve(".tilewright/worker"),
		name: hostname(),
		localWorkUnits: availableParallelism(),
		clusterWorkUnits: 0,
		cluster: null,
		pilot: null,
		stagesDirectory: null,
		logLevel: "info",
		logFormat: "json",
		shutdown: "stop",
	});
});

test("everything can be set, work units also as fractions", () => {
	expect(
		readConfiguration({
			TILEWRIGHT_NATS_URL: url,
			TILEWRIGHT_WORKER_DATA_DIR: "/var/lib/worker",
			TILEWRIGHT_WORKER_NAME: "scope-2",
			TILEWRIGHT_WORKER_LOCAL_WORK_UNITS: "7.5",
			TILEWRIGHT_WORKER_CLUSTER_WORK_UNITS: "100",
			TILEWRIGHT_STAGES_DIR: "/stages",
			TILEWRIGHT_LOG_LEVEL: "debug",
			TILEWRIGHT_LOG_FORMAT: "pretty",
			TILEWRIGHT_WORKER_SHUTDOWN: "leave",
		}),
	).toEqual({
		natsUrl: url,
		dataDirectory: "/var/lib/worker",
		name: "scope-2",
		localWorkUnits: 7.5,
		clusterWorkUnits: 100,
		cluster: null,
		pilot: null,
		stagesDirectory: "/stages",
		logLevel: "debug",
		logFormat: "pretty",
		shutdown: "leave",
	});
});

test("every problem is named at once, with variable, value and what was expected", () => {
	const environment = {
		TILEWRIGHT_WORKER_LOCAL_WORK_UNITS: "-1",
		TILEWRIGHT_WORKER_CLUSTER_WORK_UNITS: "lots",
		TILEWRIGHT_LOG_FORMAT: "xml",
	};
	expect(() => readConfiguration(environment)).toThrow(
		expect.objectContaining({
			code: "CONFIGURATION_INVALID",
			message: expect.stringMatching(
				/TILEWRIGHT_NATS_URL is not set: expected nats:.*LOCAL_WORK_UNITS is "-1": expected 0 or more.*CLUSTER_WORK_UNITS is "lots": expected a number.*LOG_FORMAT is "xml"/s,
			),
		}),
	);
});
