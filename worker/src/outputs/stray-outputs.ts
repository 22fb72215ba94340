import { existsSync, readdirSync, renameSync } from "node:fs";
import { joinPath } from "@tilewright/contract/attempt-paths";
import { InvalidOutput } from "./invalid-output.ts";

/**
 * Old scripts write to `<output root>/<tile path>`. For most units that is the unit's directory; a stage with
 * several neighbour offsets has one folder for each below it, and what the script has written beside it is
 * moved in. Whatever else lies outside would be lost when the attempt's directory is removed, so it is refused.
 */
export function gatherStrayOutputs(outputRoot: string, unitDirectory: string, tilePath: string | null): void {
	let folder = "";
	for (const segment of unitDirectory.split("/").filter((part) => part !== "" && part !== ".")) {
		for (const name of readdirSync(joinPath(outputRoot, folder))) {
			if (name === segment) continue;
			const path = joinPath(outputRoot, folder, name);
			const destination = joinPath(outputRoot, unitDirectory, name);
			if (folder !== tilePath || existsSync(destination)) throw refusal(joinPath("", folder, name), unitDirectory);
			renameSync(path, destination);
		}
		folder = folder === "" ? segment : `${folder}/${segment}`;
	}
}

function refusal(path: string, unitDirectory: string): InvalidOutput {
	return new InvalidOutput(
		`The program wrote "${path.replace(/^\//, "")}" below the output root, outside the folder of its unit, "${unitDirectory}". Write to TILEWRIGHT_OUTPUT_DIRECTORY, or to the tile's relative path below the output root.`,
	);
}
