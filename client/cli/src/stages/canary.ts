import type { Command } from "commander";
import type { CanaryInput } from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { readCount, readList } from "../command/argument-values.ts";
import { findTile } from "../tasks/choose-tasks.ts";

/** On how much something is tried out, as said on the command line. */
export interface CanaryOptions {
	readonly canary?: number;
	readonly canaryTile?: readonly string[];
}

export function addCanaryOptions(command: Command, meaning: string): Command {
	return command
		.option("--canary <n>", meaning, readCount)
		.option(
			"--canary-tile <tiles>",
			"a trial on these tiles instead of a sample: relative paths, parts that only one has, or id:<id>",
			readList,
		);
}

/** Without a number all tasks that the chosen tiles can have: one for each tile. */
export async function readCanary(
	api: Api,
	projectId: string,
	{ canary, canaryTile }: CanaryOptions,
): Promise<{ readonly canary?: CanaryInput }> {
	const tileIds: string[] = [];
	for (const text of canaryTile ?? []) tileIds.push(await findTile(api, projectId, text));
	const count = canary ?? (tileIds.length === 0 ? undefined : tileIds.length);
	return count === undefined ? {} : { canary: { count, ...(tileIds.length === 0 ? {} : { tileIds }) } };
}
