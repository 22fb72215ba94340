import { dirname } from "node:path";
import { joinPath } from "@tilewright/contract/attempt-paths";
import { scriptPath } from "@tilewright/contract/command-line";
import type { Recipe } from "@tilewright/contract/recipe";
import { asSentence } from "@tilewright/contract/sentence";

export interface ResolvedProgram {
	/** Program and what comes before the rendered arguments. */
	readonly launch: readonly [string, ...string[]];
	/** The file that must be there. */
	readonly file: string;
	/** It is run by itself, not by an interpreter. */
	readonly mustBeExecutable: boolean;
	/** Null for the attempt's output directory. */
	readonly workingDirectory: string | null;
}

export interface ProgramPlaces {
	/** The Node that runs built-in stages. */
	readonly nodePath: string;
	readonly stagesDirectory: string | null;
}

type Program = Recipe["definition"]["program"];

/** Which file is to be run how; a problem is one sentence for people. */
export function resolveProgram(
	program: Exclude<Program, { kind: "none" }>,
	repositoryLocation: string | null,
	places: ProgramPlaces,
): ResolvedProgram | { readonly problem: string } {
	switch (program.kind) {
		case "script": {
			const file = scriptPath(program.path, repositoryLocation);
			if (file === null) {
				return {
					problem: `The program "${program.path}" is given relative to a task repository, and the task definition has none. Choose a repository or give an absolute path.`,
				};
			}
			// The predecessor's word for "no interpreter".
			const interpreter = program.interpreter === "none" ? null : program.interpreter;
			return {
				launch: interpreter === null ? [file] : [interpreter, file],
				file,
				mustBeExecutable: interpreter === null,
				workingDirectory: dirname(file),
			};
		}
		case "builtIn": {
			if (places.stagesDirectory === null) {
				return {
					problem: `The built-in stage "${program.name}" cannot run here: TILEWRIGHT_STAGES_DIR of this worker is not set.`,
				};
			}
			const file = joinPath(places.stagesDirectory, `${program.name}.mjs`);
			return { launch: [places.nodePath, file], file, mustBeExecutable: false, workingDirectory: null };
		}
	}
}

/** Why a program whose file is there could not be started after all. */
export function describeStartProblem(
	problem: { readonly code: string; readonly message: string },
	command: readonly string[],
	isInterpreted: boolean,
): string {
	const [program = ""] = command;
	switch (problem.code) {
		case "ENOENT":
			return isInterpreted
				? `The interpreter "${program}" was not found on this worker. Install it there, add it to the worker's PATH, or name it by its full path.`
				: `"${program}" could not be run: the interpreter named in its first line ("#!…") was not found on this worker.`;
		case "EACCES":
			return `"${program}" may not be run by the worker's user. Check the permissions of the file and its folders, and that its file system is not mounted "noexec".`;
		case "E2BIG":
			return `The arguments and environment of "${program}" are longer than the system allows. Pass large parameters in the task file (TILEWRIGHT_TASK).`;
		default:
			return asSentence(`"${program}" could not be started: ${problem.message}`);
	}
}
