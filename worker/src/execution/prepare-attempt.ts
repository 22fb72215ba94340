import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import {
	attemptDirectory,
	attemptOutputRoot,
	attemptTaskFile,
	joinPath,
	logDirectory,
	manifestFileName,
	publishedDirectory,
} from "@tilewright/contract/attempt-paths";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import type { TaskFile } from "@tilewright/contract/task-file";
import { removeTree } from "../file-work/remove-tree.ts";
import { makeSharedDirectory } from "../file-work/shared-directory.ts";
import type { Workplaces } from "../file-work/workplaces.ts";
import { writeInPlace } from "../file-work/write-in-place.ts";
import type { ProgramReader } from "./program-reader.ts";

export interface PrepareOrder {
	readonly outputPath: string;
	readonly unitDirectory: string;
	/** Without what is only known here. */
	readonly taskFile: Omit<TaskFile, "outputDirectory" | "previousResultDirectory">;
	readonly program: {
		readonly file: string;
		readonly mustBeExecutable: boolean;
		/** It is a script, whose content is part of what decides the result. */
		readonly isHashed: boolean;
	};
	/** The predecessor's `log_file`, when an argument names it: its folder must be there. */
	readonly logFile: string | null;
	/** A directory that can become the attempt's; see Workplaces. */
	readonly spare?: string | null;
}

export type Prepared =
	| {
			readonly kind: "ready";
			readonly outputDirectory: string;
			readonly outputRoot: string;
			readonly taskFile: string;
			/** Null where it is not asked for, or the file cannot be read. */
			readonly programHash: string | null;
	  }
	| { readonly kind: "problem"; readonly problem: string };

/**
 * Everything a program finds when it starts: its private directories, empty, and its task file. The program is hashed
 * last, so that next to no time is left in which it could be edited before it starts. Never throws.
 */
export function prepareAttempt(order: PrepareOrder, workplaces: Workplaces, programs: ProgramReader): Prepared {
	try {
		checkProgram(order.program);
		const prepared = prepareFiles(order, workplaces);
		if (prepared.kind === "problem" || !order.program.isHashed) return prepared;
		return { ...prepared, programHash: programs.hashOf(order.program.file) };
	} catch (error) {
		return { kind: "problem", problem: describeError(error) };
	}
}

function prepareFiles(order: PrepareOrder, workplaces: Workplaces): Prepared {
	const { outputPath, unitDirectory } = order;
	const { attemptId } = order.taskFile;
	checkUnitDirectory(unitDirectory);
	const directory = attemptDirectory(outputPath, attemptId);
	const outputRoot = attemptOutputRoot(outputPath, attemptId);
	const outputDirectory = joinPath(outputRoot, unitDirectory);
	try {
		// Left by this very attempt, before a restart of the worker.
		if (existsSync(directory)) removeTree(directory);
		workplaces.take(outputPath, attemptId, unitDirectory, order.spare ?? null);
		makeSharedDirectory(outputDirectory);
		makeSharedDirectory(logDirectory(outputPath, attemptId));
		if (order.logFile !== null) makeSharedDirectory(dirname(order.logFile));
		const published = publishedDirectory(outputPath, unitDirectory);
		const taskFile: TaskFile = {
			...order.taskFile,
			outputDirectory,
			previousResultDirectory: existsSync(joinPath(published, manifestFileName)) ? published : null,
		};
		const path = attemptTaskFile(outputPath, attemptId);
		writeInPlace(path, JSON.stringify(taskFile, null, "\t"));
		return { kind: "ready", outputDirectory, outputRoot, taskFile: path, programHash: null };
	} catch (error) {
		const problem = `The attempt's files below "${outputPath}" could not be created: ${describeError(error)}. Check that the worker may write there and that the disk is not full.`;
		return { kind: "problem", problem };
	}
}

function checkProgram({ file, mustBeExecutable }: PrepareOrder["program"]): void {
	const facts = statSync(file, { throwIfNoEntry: false });
	if (facts === undefined) {
		throw new TilewrightError({
			code: "PROGRAM_NOT_FOUND",
			message: `The program "${file}" does not exist on this worker. Put it there, or correct the task definition or the location of its task repository.`,
			fields: { file },
		});
	}
	if (!facts.isFile()) throw notRunnable(`"${file}" is not a file.`, file);
	if (!mustBeExecutable) return;
	try {
		accessSync(file, constants.X_OK);
	} catch {
		throw notRunnable(
			`The program "${file}" is not executable. Run "chmod +x" on it, or give the task definition an interpreter.`,
			file,
		);
	}
}

function notRunnable(message: string, file: string): TilewrightError {
	return new TilewrightError({ code: "PROGRAM_NOT_FOUND", message, fields: { file } });
}

/** It comes from tile paths, which come from instruments: it must not lead out of the output path. */
function checkUnitDirectory(unitDirectory: string): void {
	const segments = unitDirectory.split("/");
	if (unitDirectory.startsWith("/") || unitDirectory.includes("\0") || segments.includes("..")) {
		throw new TilewrightError({
			code: "TILE_PATH_INVALID",
			message: `The unit's folder "${unitDirectory}" would lead out of the stage's output path.`,
			fields: { unitDirectory },
		});
	}
}
