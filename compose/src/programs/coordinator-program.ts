import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";
import { waitUntil } from "../child-process/wait-until.ts";
import type { LogOutput } from "../log/log-output.ts";
import { tellingLine } from "../log/telling-line.ts";
import type { Paths } from "../paths.ts";
import { type NodeProgram, startNodeProgram } from "./node-program.ts";

export interface CoordinatorProgram extends NodeProgram {
	/** Where the page is; resolves when it is served. Throws EMBEDDED_SERVICE_FAILED with the program's last words. */
	ready(signal: AbortSignal): Promise<string>;
}

const readyTimeoutMs = 120_000;
const stopTimeoutMs = 20_000;
/** A program that dies so often before it has ever served has a reason that starting it again does not cure. */
const deathsBeforeGivingUp = 3;

const readyFileSchema = z.object({ url: z.url(), pid: z.number() });

export function startCoordinator(options: {
	readonly paths: Paths;
	readonly environment: NodeJS.ProcessEnv;
	readonly host: string;
	/** 0 takes a free one, and keeps it over restarts. */
	readonly port: number;
	readonly log: LogOutput;
}): CoordinatorProgram {
	const { paths, host } = options;
	const readyFile = join(paths.run, "coordinator.json");
	let { port } = options;
	let deaths = 0;
	let hasServed = false;
	rmSync(readyFile, { force: true });
	const program = startNodeProgram({
		name: "coordinator",
		file: paths.program("coordinator/main"),
		environment: () => ({
			...options.environment,
			TILEWRIGHT_HTTP_HOST: host,
			TILEWRIGHT_HTTP_PORT: String(port),
			TILEWRIGHT_READY_FILE: readyFile,
			TILEWRIGHT_WEB_DIR: join(paths.root, "dist", "client", "web"),
			TILEWRIGHT_MIGRATIONS_DIR: join(paths.root, "migrations"),
		}),
		runDirectory: paths.run,
		log: options.log,
		onDied: () => {
			deaths += 1;
			return hasServed || deaths < deathsBeforeGivingUp;
		},
		stopTimeoutMs,
	});

	return {
		...program,
		ready: async (signal) => {
			let url: string | undefined;
			await waitUntil(
				async () => {
					if (!hasServed && deaths >= deathsBeforeGivingUp) return true;
					url = await servedAt(readyFile, program.process.pid);
					return url !== undefined;
				},
				{ timeoutMs: readyTimeoutMs, intervalMs: 25, signal },
			);
			if (url === undefined) throw notServing(program.process.lastLines, deaths);
			hasServed = true;
			port = Number(new URL(url).port);
			return url;
		},
	};
}

/** What the coordinator says, if it is this life of it and it answers. */
async function servedAt(readyFile: string, pid: number | undefined): Promise<string | undefined> {
	const content = readReadyFile(readyFile);
	if (content === undefined || content.pid !== pid) return undefined;
	try {
		const response = await fetch(new URL("/healthz", content.url), { signal: AbortSignal.timeout(2_000) });
		return response.ok ? content.url : undefined;
	} catch {
		return undefined;
	}
}

function readReadyFile(file: string): z.infer<typeof readyFileSchema> | undefined {
	try {
		return readyFileSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
	} catch {
		// Not there yet, or half-written.
		return undefined;
	}
}

function notServing(lastLines: readonly string[], deaths: number): TilewrightError {
	const what = deaths > 0 ? `ended ${deaths} times` : `did not serve within ${readyTimeoutMs / 1000} s`;
	return new TilewrightError({
		code: "EMBEDDED_SERVICE_FAILED",
		message: `The coordinator ${what}. It said last: ${tellingLine(lastLines)}`,
		fields: { lastLines },
	});
}
