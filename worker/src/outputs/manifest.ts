import { readFileSync } from "node:fs";
import { manifestFileName } from "@tilewright/contract/attempt-paths";
import { attemptResultSchema } from "@tilewright/contract/messages";
import { z } from "zod";

/**
 * `.tilewright.json` beside published results: what they are and who made them. It is written last, so where
 * it is complete everything it lists is there. It also tells a later attempt what may be replaced.
 */
export const manifestSchema = z.object({
	schemaVersion: z.literal(1),
	/** False while the entries are being replaced. */
	isComplete: z.boolean(),
	attemptId: z.number(),
	taskId: z.number(),
	stageVersionId: z.number(),
	unitKey: z.string(),
	publishedAt: z.iso.datetime(),
	/** Names in this folder that belong to the result; everything else here is somebody else's. */
	entries: z.array(z.string()),
	fileCount: z.number(),
	sizeBytes: z.number(),
	/** Null when there are too many to list. */
	files: z.array(z.object({ path: z.string(), sizeBytes: z.number(), sha256: z.string() })).nullable(),
	outputSignature: z.string(),
	metrics: attemptResultSchema.shape.metrics,
	artifacts: attemptResultSchema.shape.artifacts,
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Null when there is none, or none that can be understood: then nothing beside it counts as ours. */
export function readManifest(directory: string): Manifest | null {
	let text: string;
	try {
		text = readFileSync(`${directory}/${manifestFileName}`, "utf8");
	} catch {
		return null;
	}
	try {
		return manifestSchema.parse(JSON.parse(text));
	} catch {
		return null;
	}
}
