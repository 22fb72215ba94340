import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

export interface BuiltWorker {
	readonly worker: string;
	readonly spawner: string;
	readonly fileThread: string;
}

const repository = resolve(import.meta.dirname, "../../../..");
let built: Promise<BuiltWorker> | undefined;

/** The worker's three programs as users run them; built when something has changed since. */
export function builtWorker(): Promise<BuiltWorker> {
	built ??= build();
	return built;
}

async function build(): Promise<BuiltWorker> {
	await promisify(execFile)(process.execPath, [join(repository, "scripts/build.mjs"), "worker"]);
	const directory = join(repository, "dist/worker");
	return {
		worker: join(directory, "main.mjs"),
		spawner: join(directory, "spawner.mjs"),
		fileThread: join(directory, "file-thread.mjs"),
	};
}
