import type { TaskId } from "@tilewright/contract/ids";
import type { ArtifactRow, AttemptRow } from "../../database/attempt-reads.ts";
import { builder } from "../schema-builder.ts";

export interface Artifact extends ArtifactRow {
	readonly url: string;
}

export const ArtifactType = builder.objectRef<Artifact>("Artifact").implement({
	description: "An output that is registered: a file, or a folder such as an OME-Zarr.",
	fields: (t) => ({
		path: t.exposeString("path", { description: "Below the unit's published directory." }),
		kind: t.exposeString("kind", { description: "What it is for: `image`, `preview`, `table`, `transform`, …" }),
		format: t.exposeString("format", { nullable: true, description: "`tiff`, `png`, `ome-zarr`, …, where known." }),
		shape: t.intList({
			nullable: true,
			description: "Of an image, slowest axis first, where known.",
			resolve: (artifact) => artifact.shape && [...artifact.shape],
		}),
		sizeBytes: t.exposeFloat("sizeBytes", { description: "Of the file, or of everything in the folder." }),
		url: t.exposeString("url", {
			description: "Where it can be read, also in part (Range); files of a folder lie below it.",
		}),
	}),
});

/** Published results are of tasks, so their addresses are too: a new result takes the place of the old one. */
export function artifactsOf(taskId: TaskId, attempt: AttemptRow | null): Artifact[] {
	return (attempt?.artifacts ?? []).map((artifact) => ({
		...artifact,
		url: `/api/tasks/${taskId}/files/${artifact.path.split("/").map(encodeURIComponent).join("/")}`,
	}));
}

/** The picture the page shows of a result. */
export function previewOf(attempt: Pick<AttemptRow, "artifacts"> | null): ArtifactRow | null {
	const artifacts = attempt?.artifacts ?? [];
	return (
		artifacts.find((artifact) => artifact.kind === "preview") ??
		artifacts.find((artifact) => artifact.format === "png" || artifact.path.endsWith(".png")) ??
		null
	);
}
