import { existsSync } from "node:fs";
import { attemptOutputRoot, joinPath } from "@tilewright/contract/attempt-paths";
import type { DeclaredOutput } from "@tilewright/contract/recipe";
import { makeSharedDirectory } from "../file-work/shared-directory.ts";
import { matchDeclaredOutputs } from "./declared-output-rules.ts";
import { checkFormat } from "./formats/check-format.ts";
import { InvalidOutput } from "./invalid-output.ts";
import type { Manifest } from "./manifest.ts";
import { listOutputs, type OutputListing } from "./output-listing.ts";
import { hashFiles, outputSignature } from "./output-signature.ts";
import { collectArtifacts, readMetrics } from "./program-reports.ts";
import { type Published, type PublishOrder, publish, resumePublication } from "./publish.ts";
import { gatherStrayOutputs } from "./stray-outputs.ts";

export interface CollectOrder {
	readonly attemptId: number;
	readonly outputPath: string;
	readonly unitDirectory: string;
	/** Of the unit's own tile; null for groups. */
	readonly tilePath: string | null;
	readonly taskId: number;
	readonly stageVersionId: number;
	readonly unitKey: string;
	/** With their names already replaced. */
	readonly declaredOutputs: readonly DeclaredOutput[];
	readonly maximumOutputBytes: number | null;
}

export type Collected = Published | { readonly kind: "invalid"; readonly problem: string };

/** More files than this are counted in the manifest but not listed. */
const filesListed = 10_000;

/**
 * After the program has ended as expected: checks what it left, then publishes it. May be repeated after a
 * crash or an ended lease. Throws only what the file system throws.
 */
export function collectOutputs(order: CollectOrder, isLeaseValid: () => boolean): Collected {
	const publishOrder: PublishOrder = {
		attemptId: order.attemptId,
		outputPath: order.outputPath,
		unitDirectory: order.unitDirectory,
		isLeaseValid,
	};
	try {
		return resumePublication(publishOrder) ?? publish(publishOrder, examineOutputs(order));
	} catch (error) {
		if (error instanceof InvalidOutput) return { kind: "invalid", problem: error.message };
		throw error;
	}
}

function examineOutputs(order: CollectOrder): Manifest {
	const outputRoot = attemptOutputRoot(order.outputPath, order.attemptId);
	const directory = joinPath(outputRoot, order.unitDirectory);
	if (!existsSync(directory)) makeSharedDirectory(directory);
	gatherStrayOutputs(outputRoot, order.unitDirectory, order.tilePath);
	const listing = listOutputs(directory);
	if (order.maximumOutputBytes !== null && listing.sizeBytes > order.maximumOutputBytes) {
		throw new InvalidOutput(
			`The outputs have ${listing.sizeBytes} bytes; the stage allows ${order.maximumOutputBytes}.`,
		);
	}
	const metrics = readMetrics(directory);
	const matches = checkDeclaredOutputs(directory, listing, order.declaredOutputs);
	const artifacts = collectArtifacts(directory, listing, matches);
	const files = hashFiles(directory, listing.files);
	return {
		schemaVersion: 1,
		isComplete: true,
		attemptId: order.attemptId,
		taskId: order.taskId,
		stageVersionId: order.stageVersionId,
		unitKey: order.unitKey,
		publishedAt: new Date().toISOString(),
		entries: [...listing.entries],
		fileCount: files.length,
		sizeBytes: listing.sizeBytes,
		files:
			files.length > filesListed ? null : files.map(({ path, sizeBytes, hash }) => ({ path, sizeBytes, sha256: hash })),
		outputSignature: outputSignature(files),
		metrics,
		artifacts: [...artifacts],
	};
}

function checkDeclaredOutputs(directory: string, listing: OutputListing, declared: readonly DeclaredOutput[]) {
	const { matches, problem } = matchDeclaredOutputs(declared, listing);
	if (problem !== null) throw new InvalidOutput(problem);
	for (const { path, isDirectory, declared: output } of matches) {
		if (output.format === undefined) continue;
		if (isDirectory !== (output.format === "ome-zarr")) {
			throw new InvalidOutput(
				`The declared output "${path}" is a ${isDirectory ? "folder" : "file"}, not ${output.format}.`,
			);
		}
		const flaw = checkFormat(joinPath(directory, path), output.format, output.shape);
		if (flaw !== null) throw new InvalidOutput(`The declared output "${path}" ${flaw}.`);
	}
	return matches;
}
