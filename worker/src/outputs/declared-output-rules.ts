import type { DeclaredOutput } from "@tilewright/contract/recipe";
import type { OutputListing } from "./output-listing.ts";

export interface MatchedOutput {
	readonly declared: DeclaredOutput;
	readonly path: string;
	readonly isDirectory: boolean;
	readonly sizeBytes: number;
}

/** What the declared outputs stand for among those that are there, or one sentence about the first that is not as declared. */
export function matchDeclaredOutputs(
	declared: readonly DeclaredOutput[],
	listing: OutputListing,
): { readonly matches: readonly MatchedOutput[]; readonly problem: string | null } {
	const matches: MatchedOutput[] = [];
	for (const output of declared) {
		const pattern = patternOf(output.path);
		const found = [
			...listing.files.filter(({ path }) => pattern.test(path)).map((file) => ({ ...file, isDirectory: false })),
			...listing.directories
				.filter((path) => pattern.test(path))
				.map((path) => ({ path, sizeBytes: listing.sizes.get(path) ?? 0, isDirectory: true })),
		];
		if (found.length === 0) return { matches, problem: `${missing(output)}; ${whatIsThere(listing)}.` };
		for (const { path, isDirectory, sizeBytes } of found) {
			if (sizeBytes < output.minimumBytes) return { matches, problem: tooSmall(path, sizeBytes, output) };
			matches.push({ declared: output, path, isDirectory, sizeBytes });
		}
	}
	return { matches, problem: null };
}

/** `*` stands for any characters of one segment. */
function patternOf(path: string): RegExp {
	const escaped = path
		.replace(/^\.\//, "")
		.replace(/\/$/, "")
		.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
	return new RegExp(`^${escaped.replaceAll("*", "[^/]*")}$`, "s");
}

function missing(output: DeclaredOutput): string {
	const wild = output.path.includes("*");
	return wild ? `No output matches the declared "${output.path}"` : `The declared output "${output.path}" is missing`;
}

const namesShown = 10;

function whatIsThere(listing: OutputListing): string {
	const names = listing.files.slice(0, namesShown).map(({ path }) => `"${path}"`);
	if (names.length === 0) return "the program left no files in its output directory";
	const rest = listing.files.length - names.length;
	return `the program left ${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function tooSmall(path: string, sizeBytes: number, output: DeclaredOutput): string {
	return sizeBytes === 0
		? `The declared output "${path}" is empty.`
		: `The declared output "${path}" has ${sizeBytes} bytes; at least ${output.minimumBytes} are declared.`;
}
