import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { posix } from "node:path";
import { manifestFileName, tilewrightDirectoryName } from "@tilewright/contract/attempt-paths";
import { InvalidOutput } from "./invalid-output.ts";

export interface ListedFile {
	/** Relative to the output directory, with forward slashes. */
	readonly path: string;
	readonly sizeBytes: number;
	/** Set for a symbolic link, which is published as such. */
	readonly linkTarget: string | null;
}

export interface OutputListing {
	/** Names directly below the output directory: what publishing moves. */
	readonly entries: readonly string[];
	/** In the order of their paths' bytes. */
	readonly files: readonly ListedFile[];
	readonly directories: readonly string[];
	/** Of every file, and of every folder with all below it. */
	readonly sizes: ReadonlyMap<string, number>;
	readonly sizeBytes: number;
}

const reservedNames: readonly string[] = [manifestFileName, tilewrightDirectoryName];

/**
 * Everything a program has left in its output directory. Throws InvalidOutput for what cannot be published:
 * links that lead outside, pipes, sockets and devices, and names that are ours.
 */
export function listOutputs(directory: string): OutputListing {
	const files: ListedFile[] = [];
	const directories: string[] = [];
	const entries = readdirSync(directory);
	for (const name of entries) {
		if (reservedNames.includes(name)) throw new InvalidOutput(`The program wrote "${name}", a name that is reserved.`);
	}
	const pending = [...entries];
	for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
		const facts = lstatSync(`${directory}/${path}`);
		if (facts.isDirectory()) {
			directories.push(path);
			for (const name of readdirSync(`${directory}/${path}`)) pending.push(`${path}/${name}`);
		} else if (facts.isSymbolicLink()) {
			const linkTarget = readlinkSync(`${directory}/${path}`);
			checkLink(path, linkTarget);
			files.push({ path, sizeBytes: 0, linkTarget });
		} else if (facts.isFile()) {
			files.push({ path, sizeBytes: facts.size, linkTarget: null });
		} else {
			throw new InvalidOutput(`The output "${path}" is neither a file nor a folder; write ordinary files.`);
		}
	}
	return {
		entries: entries.sort(),
		files: files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))),
		directories: directories.sort(),
		sizes: sumSizes(files, directories),
		sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
	};
}

function sumSizes(files: readonly ListedFile[], directories: readonly string[]): ReadonlyMap<string, number> {
	const sizes = new Map<string, number>(directories.map((path) => [path, 0]));
	for (const { path, sizeBytes } of files) {
		sizes.set(path, sizeBytes);
		for (let parent = posix.dirname(path); parent !== "."; parent = posix.dirname(parent)) {
			sizes.set(parent, (sizes.get(parent) ?? 0) + sizeBytes);
		}
	}
	return sizes;
}

/** Also an absolute link to a neighbouring output would point into nothing once the outputs have moved. */
function checkLink(path: string, target: string): void {
	const resolved = posix.normalize(posix.join(posix.dirname(path), target));
	if (!target.startsWith("/") && resolved !== ".." && !resolved.startsWith("../")) return;
	throw new InvalidOutput(
		`The output "${path}" is a link to "${target}", outside the output directory. Copy the file, or link relatively within the outputs.`,
	);
}
