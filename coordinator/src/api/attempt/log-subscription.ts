import { attemptLogFile } from "@tilewright/contract/attempt-paths";
import { TilewrightError } from "@tilewright/contract/errors";
import { type AttemptId, asAttemptId } from "@tilewright/contract/ids";
import { loadAttempts } from "../../database/attempt-reads.ts";
import type { ApiContext } from "../api-context.ts";
import { subscribing } from "../changes/subscribing.ts";
import { type LogStream, LogStreamEnum } from "../enums.ts";
import { readId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { StageVersionType } from "../stage/stage-ref.ts";
import { followLog, type LogChunk } from "./log-follower.ts";

const LogChunkType = builder.objectRef<LogChunk>("LogChunk").implement({
	description: "A piece of a log, cut between characters.",
	fields: (t) => ({
		text: t.exposeString("text", { description: "What was written." }),
		fromByte: t.exposeFloat("fromByte", { description: "Where it begins in the file." }),
		nextByte: t.exposeFloat("nextByte", {
			description: "Where the next piece begins; give it as `fromByte` to go on.",
		}),
		isEnd: t.exposeBoolean("isEnd", { description: "The attempt has ended and nothing more will come." }),
	}),
});

builder.subscriptionFields((t) => ({
	attemptLog: t.field({
		type: LogChunkType,
		description: "A log as it is written; completes after the attempt has ended.",
		args: {
			attemptId: t.arg.id({ required: true, description: "Which try." }),
			stream: t.arg({ type: LogStreamEnum, required: true, description: "Which output." }),
			fromByte: t.arg.float({ defaultValue: 0, description: "Where to begin in the file." }),
		},
		subscribe: (_root, asked, context) =>
			subscribing(context, () =>
				followAttempt(context, readId(asked.attemptId, "attempt", asAttemptId), asked.stream, asked.fromByte ?? 0),
			),
		resolve: (chunk) => chunk,
	}),
}));

async function followAttempt(context: ApiContext, id: AttemptId, stream: LogStream, fromByte: number) {
	const [attempt] = await loadAttempts(context.database, [id]);
	if (!attempt) {
		throw new TilewrightError({
			code: "NOT_FOUND",
			message: `There is no attempt ${id} to follow.`,
			fields: { attemptId: id },
		});
	}
	const version = await StageVersionType.getDataloader(context).load(attempt.stageVersionId);
	return followLog({
		path: attemptLogFile(version.recipe.outputPath, id, stream),
		fromByte: Math.max(0, Math.floor(fromByte)),
		isStillWritten: () => isRunning(context, id),
	});
}

async function isRunning(context: ApiContext, id: AttemptId): Promise<boolean> {
	const [row] = await context.database.query<{ isRunning: boolean }>(
		`select finished_at is null as "isRunning" from attempt where id = $1`,
		[id],
	);
	return row?.isRunning ?? false;
}
