import { posix, win32 } from "node:path";
import { invalid, slugOf } from "../commands/name-rules.ts";
import { isInside, normaliseRootPath } from "../commands/path-rules.ts";
import type { Queryable } from "../database/database.ts";

interface UsedPath {
	readonly path: string;
	/** For people: whose path it is. */
	readonly owner: string;
}

/**
 * Where stages publish: what was asked for, or `<project's output path>/<slug of its name>`. No two stages share a
 * folder or lie in each other's, removed ones included: their results are kept.
 */
export class StageOutputPaths {
	readonly #projectOutputPath: string;
	readonly #used: UsedPath[];
	readonly #acquired: readonly string[];

	private constructor(projectOutputPath: string, used: UsedPath[], acquired: readonly string[]) {
		this.#projectOutputPath = projectOutputPath;
		this.#used = used;
		this.#acquired = acquired;
	}

	static async read(database: Queryable, projectId: number): Promise<StageOutputPaths> {
		const used = await database.query<UsedPath>(
			`select distinct v.recipe ->> 'outputPath' as path, format('stage "%s" of project "%s"', s.name, p.name) as owner
			from stage_version v join stage s on s.id = v.stage_id join project p on p.id = s.project_id`,
		);
		const acquired = await database.query<{ path: string; output_path: string | null }>(
			`select root_path as path, null as output_path from source where project_id = $1
			union all select root_path, output_path from project where id = $1`,
			[projectId],
		);
		const outputPath = acquired.find((row) => row.output_path !== null)?.output_path ?? "";
		return new StageOutputPaths(
			outputPath,
			used,
			acquired.map((row) => row.path),
		);
	}

	/** Throws ARGUMENT_INVALID for a path that is used, or holds the acquired files. */
	choose(stageName: string, asked: string | null): string {
		const path = asked === null ? this.#free(slugOf(stageName)) : this.#checked(asked);
		this.#used.push({ path, owner: `stage "${stageName}"` });
		return path;
	}

	#checked(asked: string): string {
		const path = normaliseRootPath(asked, "output path");
		const conflict = this.#used.find((used) => isInside(path, used.path) || isInside(used.path, path));
		if (conflict) {
			throw invalid(
				`The output path "${path}" is already used by ${conflict.owner} ("${conflict.path}"): every stage needs a folder of its own.`,
				{ outputPath: path, usedPath: conflict.path },
			);
		}
		const holds = this.#acquired.find((root) => isInside(root, path));
		if (holds !== undefined) {
			throw invalid(
				`The output path "${path}" holds the acquired files in "${holds}": results would lie among them. Give another folder.`,
				{ outputPath: path, rootPath: holds },
			);
		}
		return path;
	}

	#free(slug: string): string {
		const { join } = /^[A-Za-z]:[\\/]/.test(this.#projectOutputPath) ? win32 : posix;
		for (let number = 1; ; number += 1) {
			const path = join(this.#projectOutputPath, number === 1 ? slug : `${slug}-${number}`);
			if (!this.#used.some((other) => isInside(path, other.path) || isInside(other.path, path))) return path;
		}
	}
}
