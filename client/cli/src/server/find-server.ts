import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { usageFailure } from "../command/command-failure.ts";

export interface FoundServer {
	/** `http://host:port`. */
	readonly url: string;
	/** How we know, for messages. */
	readonly origin: string;
}

const usualUrl = "http://127.0.0.1:6001";

/**
 * Where the server is: as said on the command line, by TILEWRIGHT_URL, by the `npm start` that runs on this machine,
 * or where it usually is.
 */
export function findServer(
	said: string | undefined,
	environment: Readonly<Record<string, string | undefined>>,
	/** The folder Tilewright is installed in; `npm start` keeps its data below it. */
	installation: string,
): FoundServer {
	if (said !== undefined) return { url: toUrl(said, "--server"), origin: "--server" };
	const configured = environment.TILEWRIGHT_URL;
	if (configured !== undefined && configured !== "") {
		return { url: toUrl(configured, "TILEWRIGHT_URL"), origin: "TILEWRIGHT_URL" };
	}
	const dataDirectory = resolve(installation, environment.TILEWRIGHT_DATA_DIR ?? ".tilewright");
	const local = readRunning(join(dataDirectory, "run", "coordinator.json"));
	if (local !== undefined) return { url: toUrl(local, "its ready file"), origin: `the npm start of ${dataDirectory}` };
	return { url: usualUrl, origin: "the usual place" };
}

/** Also takes `localhost:6001` and what people copy from the page: everything behind the port is left off. */
function toUrl(text: string, from: string): string {
	const withScheme = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
	const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
	if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
		throw usageFailure(`${from} is "${text}": expected an address such as ${usualUrl}.`);
	}
	return `${url.protocol}//${url.host}`;
}

/** The coordinator announces itself in this file (`{"url", "pid"}`); one that has died leaves it behind. */
function readRunning(readyFile: string): string | undefined {
	try {
		const content: unknown = JSON.parse(readFileSync(readyFile, "utf8"));
		if (typeof content !== "object" || content === null || !("url" in content && "pid" in content)) return undefined;
		const { url, pid } = content;
		if (typeof url !== "string" || typeof pid !== "number") return undefined;
		return isAlive(pid) ? url : undefined;
	} catch {
		return undefined;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Somebody else's process is alive all the same.
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}
