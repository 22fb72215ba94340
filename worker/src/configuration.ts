import { availableParallelism, hostname } from "node:os";
import { resolve } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";
import { type ClusterSettings, readClusterSettings } from "./execution/cluster/cluster-settings.ts";
import { type PilotDescription, pilotDescriptionSchema } from "./pilot-description.ts";

const workUnits = z.coerce.number("expected a number").min(0, "expected 0 or more work units");
const present = (expected: string) => z.string(expected).min(1, expected);

const environmentSchema = z.object({
	TILEWRIGHT_NATS_URL: present("expected nats://host:4222"),
	TILEWRIGHT_WORKER_DATA_DIR: present("expected a directory").default("./.tilewright/worker"),
	TILEWRIGHT_WORKER_NAME: present("expected a name").optional(),
	TILEWRIGHT_WORKER_LOCAL_WORK_UNITS: workUnits.optional(),
	TILEWRIGHT_WORKER_CLUSTER_WORK_UNITS: workUnits.default(0),
	TILEWRIGHT_WORKER_CLUSTER_FILE: present("expected the path of a cluster file").optional(),
	TILEWRIGHT_PILOT: present("expected what a proxy tells its pilots").transform(parsePilot).optional(),
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
	/** Null for a worker without a cluster. */
	readonly cluster: ClusterSettings | null;
	/** Set for a worker that another one has started inside an allocation. */
	readonly pilot: PilotDescription | null;
	/** Null where built-in stages cannot run. */
	readonly stagesDirectory: string | null;
	readonly logLevel: string;
	readonly logFormat: "json" | "pretty";
	/** On SIGTERM: stop the programs (their attempts are given back), or leave them to the next worker process. */
	readonly shutdown: "stop" | "leave";
}

function parsePilot(text: string, context: z.RefinementCtx): PilotDescription {
	try {
		return pilotDescriptionSchema.parse(JSON.parse(text));
	} catch {
		context.addIssue({ code: "custom", message: "expected what a proxy tells its pilots, as JSON" });
		return z.NEVER;
	}
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
		cluster:
			values.TILEWRIGHT_WORKER_CLUSTER_FILE === undefined
				? null
				: readClusterSettings(resolve(values.TILEWRIGHT_WORKER_CLUSTER_FILE)),
		pilot: values.TILEWRIGHT_PILOT ?? null,
		stagesDirectory: values.TILEWRIGHT_STAGES_DIR === undefined ? null : resolve(values.TILEWRIGHT_STAGES_DIR),
		logLevel: values.TILEWRIGHT_LOG_LEVEL,
		logFormat: values.TILEWRIGHT_LOG_FORMAT,
		shutdown: values.TILEWRIGHT_WORKER_SHUTDOWN,
	};
}
