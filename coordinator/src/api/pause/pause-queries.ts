import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId, asStageId } from "@tilewright/contract/ids";
import { type Pausable, type PausePreview, previewPause } from "../../planning/paused-tasks.ts";
import { readSmallId, readWorkerId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";

const PausePreviewType = builder.objectRef<PausePreview>("PausePreview").implement({
	description: "What pausing or resuming would concern.",
	fields: (t) => ({
		readyCount: t.exposeInt("ready", {
			nullable: true,
			description: "Tasks that are held back, or let go on; null for a worker, whose tasks others take.",
		}),
		runningCount: t.exposeInt("running", {
			description: "Programs that finish, or with `stopRunning` are stopped, which costs no retry.",
		}),
	}),
});

builder.queryFields((t) => ({
	previewPause: t.field({
		type: PausePreviewType,
		description:
			"What `setProjectPaused`, `setStagePaused` or pausing with `updateWorker` would concern now; name one of the three.",
		args: {
			projectId: t.arg.id({ description: "A project." }),
			stageId: t.arg.id({ description: "A stage." }),
			workerId: t.arg.id({ description: "A worker." }),
		},
		resolve: (_root, given, { database }) => previewPause(database, readPausable(given)),
	}),
}));

/** Throws ARGUMENT_INVALID unless exactly one is named. */
function readPausable({
	projectId,
	stageId,
	workerId,
}: {
	readonly projectId?: string | number | null | undefined;
	readonly stageId?: string | number | null | undefined;
	readonly workerId?: string | number | null | undefined;
}): Pausable {
	const named: Pausable[] = [
		...(projectId == null ? [] : [{ projectId: readSmallId(projectId, "project", asProjectId) }]),
		...(stageId == null ? [] : [{ stageId: readSmallId(stageId, "stage", asStageId) }]),
		...(workerId == null ? [] : [{ workerId: readWorkerId(workerId) }]),
	];
	const [only] = named;
	if (only === undefined || named.length > 1) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `previewPause is about one thing, and ${named.length} were named: give "projectId", "stageId" or "workerId".`,
			fields: { named: named.length },
		});
	}
	return only;
}
