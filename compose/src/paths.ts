import { join } from "node:path";

/** Where things are, given the repository and the data directory. */
export interface Paths {
	readonly root: string;
	readonly data: string;
	/** Files of this run: who runs, and where the coordinator answers. */
	readonly run: string;
	readonly lockFile: string;
	readonly postgres: string;
	readonly nats: string;
	/** What the demonstration's microscope writes, and what becomes of it. */
	readonly demonstrationAcquisition: string;
	readonly demonstrationResults: string;
	/** The built-in stage programs. */
	readonly stages: string;
	worker(number: number): string;
	program(name: "coordinator/main" | "worker/main" | "seeds/simulate"): string;
}

export function pathsOf(root: string, data: string): Paths {
	return {
		root,
		data,
		run: join(data, "run"),
		lockFile: join(data, "lock.json"),
		postgres: join(data, "postgres"),
		nats: join(data, "nats"),
		demonstrationAcquisition: join(data, "demonstration", "acquisition"),
		demonstrationResults: join(data, "demonstration", "results"),
		stages: join(root, "dist", "stages"),
		worker: (number) => join(data, `worker-${number}`),
		program: (name) => join(root, "dist", `${name}.mjs`),
	};
}
