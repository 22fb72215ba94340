import { posix, win32 } from "node:path";
import type { Transaction } from "../database/database.ts";
import type { LockedProject } from "./locked-rows.ts";
import { invalid, slugOf } from "./name-rules.ts";
import { isInside, normaliseRootPath } from "./path-rules.ts";

interface UsedPath {
	readonly path: string;
	/** For people: whose path it is. */
	readonly owner: string;
}

/**
 * Where a stage publishes: what was asked for, or `<project's output path>/<slug of its name>`. No two stages share
 * a folder or lie in each other's, removed ones included: their results are kept.
 */
export async function chooseStageOutputPath(
	transaction: Transaction,
	project: LockedProject,
	stageName: string,
	asked: string | null,
): Promise<string> {
	const usedByStages = await transaction.query<UsedPath>(
		`select distinct v.recipe ->> 'outputPath' as path, format('stage "%s" of project "%s"', s.name, p.name) as owner
		from stage_version v join stage s on s.id = v.stage_id join project p on p.id = s.project_id`,
	);
	if (asked === null) return freePath(project.outputPath, slugOf(stageName), usedByStages);
	const path = normaliseRootPath(asked, "output path");
	const conflict = usedByStages.find((used) => isInside(path, used.path) || isInside(used.path, path));
	if (conflict) {
		throw invalid(
			`The output path "${path}" is already used by ${conflict.owner} ("${conflict.path}"): every stage needs a folder of its own.`,
			{ outputPath: path, usedPath: conflict.path },
		);
	}
	const acquired = await transaction.query<{ path: string }>(
		"select root_path as path from source where project_id = $1 union select root_path from project where id = $1",
		[project.id],
	);
	const holds = acquired.find((root) => isInside(root.path, path));
	if (holds) {
		throw invalid(
			`The output path "${path}" holds the acquired files in "${holds.path}": results would lie among them. Give another folder.`,
			{ outputPath: path, rootPath: holds.path },
		);
	}
	return path;
}

function freePath(folder: string, slug: string, used: readonly UsedPath[]): string {
	const { join } = /^[A-Za-z]:[\\/]/.test(folder) ? win32 : posix;
	for (let number = 1; ; number += 1) {
		const path = join(folder, number === 1 ? slug : `${slug}-${number}`);
		if (!used.some((other) => isInside(path, other.path) || isInside(other.path, path))) return path;
	}
}
