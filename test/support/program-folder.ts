import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProgramLimits, ProgramOrder } from "../../worker/src/execution/task-runner.ts";

export type OrderChanges = Partial<Omit<ProgramOrder, "limits">> & { readonly limits?: Partial<ProgramLimits> };

/** The group of the user that jobs run as where schedulers refuse root's: gridEngineUser, and sudo's in tests. */
export const nobodysGroup = 65534;

/** A program that notes each of its starts and waits for a file `go`. */
export const waitingProgram = "echo started >> starts; while [ ! -e go ]; do sleep 0.1; done; exit 3";

/** A folder for the programs of one runner: where each works, and where its output goes. */
export class ProgramFolder {
	readonly directory: string;
	readonly #group: number | null;
	#nextId = 1;

	/** With `group`, programs run as another user, who is of that group. */
	constructor(group: number | null = null) {
		this.directory = mkdtempSync(join(tmpdir(), "tilewright-programs-"));
		this.#group = group;
		if (group !== null) chmodSync(this.directory, 0o755);
		this.make("logs/0");
		this.make("cluster");
	}

	/** A folder in which the programs' user may write, as an administrator would see to. */
	make(name: string): string {
		const path = join(this.directory, name);
		mkdirSync(path, { recursive: true });
		if (this.#group !== null) {
			chownSync(path, 0, this.#group);
			chmodSync(path, 0o2775);
		}
		return path;
	}

	order(script: string, changes: OrderChanges = {}): ProgramOrder {
		const attemptId = this.#nextId;
		this.#nextId += 1;
		const outputDirectory = this.make(`output-${attemptId}`);
		return {
			attemptId,
			command: ["/bin/sh", "-c", script],
			workingDirectory: outputDirectory,
			environment: {},
			stdoutPath: join(this.directory, "logs/0", `${attemptId}.out`),
			stderrPath: join(this.directory, "logs/0", `${attemptId}.err`),
			...changes,
			limits: {
				timeLimitMs: null,
				memoryMb: null,
				maximumLogBytes: 10_000_000,
				outputDirectory,
				maximumOutputBytes: null,
				...changes.limits,
			},
		};
	}

	remove(): void {
		rmSync(this.directory, { recursive: true, force: true });
	}
}

/** How often a program that notes its starts was started. */
export function starts({ workingDirectory }: ProgramOrder): number {
	const path = join(workingDirectory, "starts");
	return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
}

/** To the program that waits. */
export function letGo({ workingDirectory }: ProgramOrder): void {
	writeFileSync(join(workingDirectory, "go"), "");
}
