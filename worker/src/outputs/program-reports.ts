import { existsSync, readFileSync, statSync } from "node:fs";
import { describeError } from "@tilewright/contract/errors";
import type { AttemptResult } from "@tilewright/contract/messages";
import { artifactsFileName, metricsFileName } from "@tilewright/contract/result-files";
import { artifactsFileSchema, metricsFileSchema } from "@tilewright/contract/task-file";
import type { z } from "zod";
import type { MatchedOutput } from "./declared-output-rules.ts";
import { InvalidOutput } from "./invalid-output.ts";
import type { OutputListing } from "./output-listing.ts";

type Artifact = AttemptResult["artifacts"][number];

/** What travels with a result must stay small; larger tables are outputs. */
const largestReportBytes = 200_000;
const artifactsListed = 1_000;

/** The numbers of `metrics.json`; empty when the program wrote none. Throws InvalidOutput. */
export function readMetrics(directory: string): Readonly<Record<string, number>> {
	return readReport(directory, metricsFileName, metricsFileSchema, "numbers by name, without NaN and infinity") ?? {};
}

/**
 * What is registered of the outputs: the entries of `artifacts.json`, then the declared outputs, then whatever
 * else lies directly in the output directory, each once. Throws InvalidOutput when `artifacts.json` is
 * malformed or names what is not there.
 */
export function collectArtifacts(
	directory: string,
	listing: OutputListing,
	declared: readonly MatchedOutput[],
): readonly Artifact[] {
	const described = readReport(directory, artifactsFileName, artifactsFileSchema, "a list of { path, kind }") ?? [];
	const artifacts = new Map<string, Artifact>();
	for (const { path, kind, format, shape } of described) {
		const sizeBytes = listing.sizes.get(path);
		if (sizeBytes === undefined) {
			throw new InvalidOutput(`"${artifactsFileName}" names "${path}", which is not in the output directory.`);
		}
		artifacts.set(path, { path, sizeBytes, kind, format: format ?? null, shape: shape ?? null });
	}
	for (const { path, sizeBytes, declared: output } of declared) {
		if (artifacts.has(path)) continue;
		artifacts.set(path, {
			path,
			sizeBytes,
			kind: kindOf(path),
			format: output.format ?? null,
			shape: output.shape ?? null,
		});
	}
	const covered = new Set([metricsFileName, artifactsFileName]);
	for (const path of artifacts.keys()) covered.add(path.split("/")[0] ?? path);
	for (const path of listing.entries) {
		if (artifacts.size >= artifactsListed) break;
		if (covered.has(path) || path.startsWith(".")) continue;
		const sizeBytes = listing.sizes.get(path) ?? 0;
		artifacts.set(path, { path, sizeBytes, kind: kindOf(path), format: null, shape: null });
	}
	return [...artifacts.values()].slice(0, artifactsListed);
}

/** For outputs nobody has described. */
function kindOf(path: string): string {
	if (/\.(?:tiff?|zarr|h5|hdf5|nd2|czi|mha|nrrd)$/i.test(path)) return "image";
	if (/\.(?:png|jpe?g|webp)$/i.test(path)) return "preview";
	return /\.(?:csv|tsv|parquet)$/i.test(path) ? "table" : "file";
}

function readReport<Schema extends z.ZodType>(
	directory: string,
	name: string,
	schema: Schema,
	expected: string,
): z.output<Schema> | undefined {
	const path = `${directory}/${name}`;
	if (!existsSync(path)) return undefined;
	const { size } = statSync(path);
	if (size > largestReportBytes) {
		throw new InvalidOutput(
			`"${name}" has ${size} bytes; at most ${largestReportBytes} are read. Write large tables as outputs.`,
		);
	}
	let content: unknown;
	try {
		content = JSON.parse(readFileSync(path, "utf8"));
	} catch (error) {
		const detail = describeError(error).replaceAll(/\s+/g, " ");
		throw new InvalidOutput(`"${name}" is not JSON (${detail}); expected ${expected}.`);
	}
	const parsed = schema.safeParse(content);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	const place = issue?.path.join(".") ?? "";
	throw new InvalidOutput(`"${name}" is not as expected at "${place}" (${issue?.message}); expected ${expected}.`);
}
