import type { Transaction } from "../database/database.ts";
import { invalid } from "./name-rules.ts";
import { isInside, normaliseRootPath } from "./path-rules.ts";

/** Results go beside the acquisition, never into it: a directory source would find them there. */
const outputPathEnding = "-results";

/** What was asked for, or the first of `<root>-results`, `<root>-results-2`, … that no other project uses. */
export async function chooseOutputPath(
	transaction: Transaction,
	rootPath: string,
	asked: string | null,
): Promise<string> {
	if (asked === null) return freeOutputPath(transaction, `${rootPath}${outputPathEnding}`);
	const outputPath = normaliseRootPath(asked, "output path");
	if (isInside(rootPath, outputPath)) {
		throw invalid(
			`The output path "${outputPath}" holds the project's root path "${rootPath}": results would lie among the acquired files. Give another folder, such as "${rootPath}${outputPathEnding}".`,
			{ outputPath, rootPath },
		);
	}
	return outputPath;
}

/** The path, or the first of `<path>-2`, `<path>-3`, … that is neither a project's nor holds results of any stage. */
export async function freeOutputPath(transaction: Transaction, path: string): Promise<string> {
	const projects = await transaction.query<{ path: string }>("select output_path as path from project");
	const stages = await transaction.query<{ path: string }>(
		"select distinct recipe ->> 'outputPath' as path from stage_version",
	);
	const taken = new Set(projects.map((row) => row.path));
	for (let number = 1; ; number += 1) {
		const candidate = number === 1 ? path : `${path}-${number}`;
		if (!taken.has(candidate) && !stages.some((stage) => isInside(stage.path, candidate))) return candidate;
	}
}
