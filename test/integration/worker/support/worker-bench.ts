import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AssignedAttempt, AssignedRecipe } from "@tilewright/contract/messages";
import { operationsSchema, recipeSchema, taskDefinitionContentSchema } from "@tilewright/contract/recipe";
import type { z } from "zod";
import { killMarkedProcesses } from "../../../../worker/src/execution/spawner/attempt-environment.ts";
import { testBusUrl } from "../../../support/services.ts";
import { TestCoordinator } from "./test-coordinator.ts";
import { WorkerProcess, type WorkerProcessOptions } from "./worker-process.ts";

type Definition = Partial<z.input<typeof taskDefinitionContentSchema>>;
type Operations = z.input<typeof operationsSchema>;

export interface WorkChanges {
	readonly definition?: Definition;
	readonly operations?: Operations;
	readonly attempt?: Partial<AssignedAttempt>;
	readonly unit?: Partial<AssignedAttempt["unit"]>;
	readonly unitRule?: z.input<typeof recipeSchema>["unitRule"];
	readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface Work {
	readonly attempt: AssignedAttempt;
	readonly recipe: AssignedRecipe;
}

let nextId = 1;

/** A folder with scripts and results, a coordinator and a worker on a bus of their own. */
export class WorkerBench {
	readonly directory: string;
	readonly outputPath: string;
	readonly coordinator: TestCoordinator;
	readonly #busUrl: string;
	readonly #workers: WorkerProcess[] = [];

	private constructor(busUrl: string, coordinator: TestCoordinator) {
		this.#busUrl = busUrl;
		this.coordinator = coordinator;
		this.directory = mkdtempSync(join(tmpdir(), "tilewright-worker-"));
		this.outputPath = join(this.directory, "results");
		mkdirSync(join(this.directory, "scripts"));
	}

	/** On the bus of the test file, unless another one is given. */
	static async open(ownBusUrl?: string): Promise<WorkerBench> {
		const busUrl = ownBusUrl ?? (await testBusUrl());
		return new WorkerBench(busUrl, await TestCoordinator.open(busUrl));
	}

	get dataDirectory(): string {
		return join(this.directory, "worker");
	}

	async startWorker(options: Partial<WorkerProcessOptions> = {}): Promise<WorkerProcess> {
		const worker = await WorkerProcess.start({ busUrl: this.#busUrl, dataDirectory: this.dataDirectory, ...options });
		this.#workers.push(worker);
		return worker;
	}

	async close(): Promise<void> {
		for (const worker of this.#workers) await worker.clear();
		const { workerId } = this.coordinator;
		if (workerId !== undefined) killMarkedProcesses(workerId, () => true);
		await this.coordinator.close();
		rmSync(this.directory, { recursive: true, force: true });
	}

	/** Everything the workers have logged. */
	get log(): string {
		return this.#workers.map(({ log }) => log).join("\n");
	}

	script(name: string, text: string, mode = 0o755): string {
		const path = join(this.directory, "scripts", name);
		writeFileSync(path, text);
		chmodSync(path, mode);
		return path;
	}

	/** An attempt at a shell script, for the tile `a/b/<id>` unless changed. */
	work(shell: string, changes: WorkChanges = {}): Work {
		const id = nextId;
		nextId += 1;
		const path = this.script(`${id}.sh`, `#!/bin/sh\n${shell}\n`);
		const definition = taskDefinitionContentSchema.parse({ program: { kind: "script", path }, ...changes.definition });
		const relativePath = `a/b/${id}`;
		const recipe: AssignedRecipe = {
			stageVersionId: id,
			project: { id: 1, name: "test project", rootPath: this.directory, parameters: { shared: "from project" } },
			stage: { id: 1, name: "test stage" },
			recipe: recipeSchema.parse({
				definitionId: 1,
				definitionVersion: 1,
				definition,
				repositoryLocation: join(this.directory, "scripts"),
				parameters: { ...changes.parameters },
				unitRule: changes.unitRule ?? { kind: "each" },
				parents: [1],
				outputPath: this.outputPath,
			}),
			operations: operationsSchema.parse(changes.operations ?? {}),
		};
		const tile: AssignedAttempt["tile"] = {
			relativePath,
			name: String(id),
			lattice: { x: 1, y: 2, z: 3 },
			position: null,
			step: null,
			attributes: {},
			files: [],
		};
		const attempt: AssignedAttempt = {
			attemptId: id,
			taskId: id + 1_000_000,
			attemptNumber: 1,
			stageVersionId: id,
			tile,
			inputRoot: join(this.directory, "input"),
			inputs: [],
			...changes.attempt,
			unit: {
				key: relativePath,
				directory: relativePath,
				offset: null,
				attributes: {},
				isPartial: false,
				memberCount: 1,
				...changes.unit,
			},
		};
		return { attempt, recipe };
	}

	assign(...works: readonly Work[]): void {
		this.coordinator.assign(
			works.map(({ attempt }) => attempt),
			works.map(({ recipe }) => recipe),
		);
	}

	/** Assigns one attempt and waits for its result. */
	async run(work: Work) {
		this.assign(work);
		return this.coordinator.result(work.attempt.attemptId);
	}

	published(work: Work, ...path: readonly string[]): string {
		return join(this.outputPath, work.attempt.unit.directory, ...path);
	}

	/** Names in the folder where a unit's results are published; null when there is none. */
	publishedNames(work: Work): readonly string[] | null {
		const directory = this.published(work);
		return existsSync(directory) ? readdirSync(directory).sort() : null;
	}

	manifest(work: Work): Record<string, unknown> {
		return JSON.parse(readFileSync(this.published(work, ".tilewright.json"), "utf8"));
	}

	/** Private directories of attempts that are still there; not those kept for the next ones. */
	attemptDirectories(): readonly string[] {
		return this.workplaces().filter((name) => !name.startsWith("spare-"));
	}

	workplaces(): readonly string[] {
		const directory = join(this.outputPath, ".tilewright", "attempts");
		return existsSync(directory) ? readdirSync(directory) : [];
	}
}
