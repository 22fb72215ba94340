import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeError, isTilewrightError, TilewrightError } from "@tilewright/contract/errors";
import { artifactsFileName, metricsFileName } from "@tilewright/contract/result-files";
import { type TaskFile, taskFileSchema } from "@tilewright/contract/task-file";

export interface ProgramArtifact {
	/** Relative to the output directory. */
	readonly path: string;
	readonly kind: "image" | "preview" | "transform" | "table";
	readonly format: string;
	readonly shape?: readonly number[];
}

export interface ProgramResult {
	/** Numbers that are not finite are left out: they could not be measured. */
	readonly metrics: Readonly<Record<string, number>>;
	readonly artifacts: readonly ProgramArtifact[];
}

/** What a stage program does with its task; it writes its files into `task.outputDirectory`. */
export type Program = (task: TaskFile, progress: (line: string) => void) => Promise<ProgramResult>;

/**
 * The one entry of every stage program: reads the task file that TILEWRIGHT_TASK names, runs, and writes
 * metrics.json and artifacts.json beside what the program made. Progress goes to stdout line by line; an error is
 * one line on stderr and exit code 1.
 */
export async function runProgram(program: Program): Promise<void> {
	try {
		const task = await readTaskFile(process.env.TILEWRIGHT_TASK);
		const result = await program(task, (line) => process.stdout.write(`${line}\n`));
		const metrics = Object.fromEntries(Object.entries(result.metrics).filter(([, value]) => Number.isFinite(value)));
		await writeJson(join(task.outputDirectory, artifactsFileName), result.artifacts);
		await writeJson(join(task.outputDirectory, metricsFileName), metrics);
	} catch (error) {
		// What is not one of our own errors is a fault of the program: where it was goes to the log.
		if (!isTilewrightError(error) && error instanceof Error) process.stdout.write(`${error.stack}\n`);
		process.stderr.write(`${describeError(error).replaceAll(/\s*\n\s*/g, " ")}\n`);
		process.exitCode = 1;
	}
}

/** Throws ARGUMENT_INVALID when the file is missing or is not a task file. */
export async function readTaskFile(path: string | undefined): Promise<TaskFile> {
	if (path === undefined || path === "") {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: "TILEWRIGHT_TASK is not set: it must name the JSON task file that this program works on.",
		});
	}
	let value: unknown;
	try {
		value = JSON.parse(await readFile(path, "utf8"));
	} catch (error) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `The task file "${path}" cannot be read: ${describeError(error)}.`,
			fields: { path },
			cause: error,
		});
	}
	const result = taskFileSchema.safeParse(value);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `The task file "${path}" is not as it should be: ${issue?.path.join(".")}: ${issue?.message}.`,
		fields: { path },
		cause: result.error,
	});
}

/** Under a temporary name first, so that nobody reads half of it. */
export async function writeJson(path: string, value: unknown): Promise<void> {
	const temporary = `${path}.partial`;
	await writeFile(temporary, `${JSON.stringify(value, null, "\t")}\n`);
	await rename(temporary, path);
}
