import { availableParallelism, hostname } from "node:os";
import { resolve } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";

const workUnits = z.coerce.number("expected a number").min(0, "expected 0 or more work units");
const present = (expected: string) => z.string(expected).min(1, expected);

const environmentSchema = z.object({
	TILEWRIGHT_NATS_URL: present("expected nats://host:4222"),
	TILEWRIGHT_WORKER_DATA_DIR: present("expected a directory").default("./.tilewright/worker"),
	TILEWRIGHT_WORKER_NAME: present("expected a name").optional(),
	TILEWRIGHT_WORKER_LOCAL_WORK_UNITS: workUnits.optional(),
	TILEWRIGHT_WORKER_CLUSTER_WORK_UNITS: workUnits.default(0),
	TILEWRIGHT_STAGES_DIR: present("expected the directory of the built-in stage programs").optional(),
	TILEWRIGHT_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
	TILEWRIGHT_LOG_FORMAT: z.enum(["json", "pretty"]).default("json"),
	TILEWRIGHT_WORKER_SHUTDOWN: z.enum(["stop", "leave"]).default("stop"),
});

export interface WorkerConfiguration {
	readonly natsUrl: string;
	/** Absolute. */
	readonly dataDirectory: string;
	readonly name: string;
	readonly localWorkUnits: number;
	readonly clusterWorkUnits: number;
	/** Null where built-in stages cannot run. */
	readonly stagesDirectory: string | null;
	readonly logLevel: string;
	readonly logFormat: "json" | "pretty";
	/** On SIGTERM: stop the programs (their attempts are given back), or leave them to the next worker process. */
	readonly shutdown: "stop" | "leave";
}

/** Throws CONFIGURATION_INVALID that names every wrong variable, its value and what was expected. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): WorkerConfiguration {
	// An empty variable is what container files leave behind for one that is not set.
	const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
	const parsed = environmentSchema.safeParse(given);
	if (!parsed.success) {
		const problems = parsed.error.issues.map((issue) => {
			const name = String(issue.path[0]);
			const value = given[name];
			const shown = value === undefined ? "is not set" : `is "${name.endsWith("_URL") ? "…" : value}"`;
			return `${name} ${shown}: ${issue.message}`;
		});
		throw new TilewrightError({
			code: "CONFIGURATION_INVALID",
			message: `The worker's configuration is not usable. ${problems.join("; ")}. See the configuration table in the README.`,
			fields: { problems },
		});
	}
	const values = parsed.data;
	return {
		natsUrl: values.TILEWRIGHT_NATS_URL,
		dataDirectory: resolve(values.TILEWRIGHT_WORKER_DATA_DIR),
		name: values.TILEWRIGHT_WORKER_NAME ?? hostname(),
		localWorkUnits: values.TILEWRIGHT_WORKER_LOCAL_WORK_UNITS ?? availableParallelism(),
		clusterWorkUnits: values.TILEWRIGHT_WORKER_CLUSTER_WORK_UNITS,
		stagesDirectory: values.TILEWRIGHT_STAGES_DIR === undefined ? null : resolve(values.TILEWRIGHT_STAGES_DIR),
		logLevel: values.TILEWRIGHT_LOG_LEVEL,
		logFormat: values.TILEWRIGHT_LOG_FORMAT,
		shutdown: values.TILEWRIGHT_WORKER_SHUTDOWN,
	};
}
