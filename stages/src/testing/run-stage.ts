import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TaskFile, TaskFileInput, TaskFileTile } from "@tilewright/contract/task-file";

/** Runs bundled stage programs as a worker would, each task in a folder of its own. For tests and measurements. */
export interface StageRunner {
	run(stage: string, task: TaskFile): Promise<StageRun>;
	/** A new empty folder that `close` removes. */
	folder(): Promise<string>;
	close(): Promise<void>;
}

export interface StageRun {
	readonly exitCode: number | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly metrics: Readonly<Record<string, number>>;
	readonly artifacts: readonly { readonly path: string; readonly kind: string }[];
	readonly directory: string;
	readonly milliseconds: number;
}

export async function createStageRunner(): Promise<StageRunner> {
	const root = await mkdtemp(join(tmpdir(), "tilewright-stages-"));
	// A script rather than a module of a package, hence no types of its own.
	const builder: { build(parts: readonly string[], log: (line: string) => void): Promise<unknown> } = await import(
		new URL("../../../scripts/build.mjs", import.meta.url).href
	);
	await builder.build(["stages"], () => {});
	const programs = fileURLToPath(new URL("../../../dist/stages", import.meta.url));
	let folders = 0;
	const folder = async () => {
		folders += 1;
		const path = join(root, `folder-${folders}`);
		await mkdir(path);
		return path;
	};
	return {
		folder,
		async run(stage, task) {
			const taskPath = join(root, `task-${folders}-${stage}.json`);
			await writeFile(taskPath, JSON.stringify(task));
			const started = performance.now();
			const child = spawn(process.execPath, [join(programs, `${stage}.mjs`)], {
				env: { ...process.env, TILEWRIGHT_TASK: taskPath },
				stdio: ["ignore", "pipe", "pipe"],
			});
			const output = { stdout: "", stderr: "" };
			child.stdout.on("data", (chunk) => (output.stdout += chunk));
			child.stderr.on("data", (chunk) => (output.stderr += chunk));
			const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
			const read = async (name: string) => {
				const path = join(task.outputDirectory, name);
				return existsSync(path) ? JSON.parse(await readFile(path, "utf8")) : null;
			};
			return {
				...output,
				exitCode,
				metrics: (await read("metrics.json")) ?? {},
				artifacts: (await read("artifacts.json")) ?? [],
				directory: task.outputDirectory,
				milliseconds: performance.now() - started,
			};
		},
		async close() {
			await rm(root, { recursive: true, force: true });
		},
	};
}

export function tileOf(files: readonly string[], values: Partial<TaskFileTile> = {}): TaskFileTile {
	const name = files[0]?.split("/").at(-1) ?? "tile";
	return {
		relativePath: name,
		name,
		lattice: null,
		position: null,
		step: null,
		attributes: {},
		files: [...files],
		...values,
	};
}

export function rootInput(tile: TaskFileTile, index = 0): TaskFileInput {
	return {
		stage: "acquisition",
		isRoot: true,
		unitKey: tile.relativePath,
		index,
		tile,
		directory: "/",
		artifacts: [],
		metrics: {},
	};
}

export function taskOf(
	outputDirectory: string,
	inputs: readonly TaskFileInput[],
	values: Partial<TaskFile> = {},
): TaskFile {
	return {
		schemaVersion: 1,
		taskId: 1,
		attemptId: 1,
		attemptNumber: 1,
		project: { name: "project", rootPath: "/", parameters: {} },
		stage: { name: "stage" },
		unit: { rule: "each", key: "unit", offset: null, attributes: {}, isPartial: false, memberCount: inputs.length },
		inputs: [...inputs],
		outputDirectory,
		previousResultDirectory: null,
		parameters: {},
		resources: { workUnits: 1, timeLimitSeconds: null, memoryMb: null },
		...values,
	};
}
