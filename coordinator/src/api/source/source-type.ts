import type { SourceId } from "@tilewright/contract/ids";
import { checkSourceSettings } from "../../acquisition/checked-source-settings.ts";
import { lateAfterSeconds } from "../../acquisition/source-look-rules.ts";
import type { SourceRow } from "../../database/models/source-model.ts";
import { countTilesOfSources } from "../../database/project-reads.ts";
import { batched } from "../batched-loader.ts";
import { InputStateEnum, SourceKindEnum } from "../enums.ts";
import { ProblemType } from "../problem-type.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";
import { SourceType } from "./source-ref.ts";

const PendingFileType = builder
	.objectRef<{ readonly path: string; readonly verdict: string }>("PendingFile")
	.implement({
		description: "A file that was seen and is not taken yet.",
		fields: (t) => ({
			path: t.exposeString("path", { description: "Below the source's root path." }),
			verdict: t.exposeString("verdict", { description: "Why not yet." }),
		}),
	});

const tileCountOfSource = batched<SourceId, number>(
	(ids, context) => countTilesOfSources(context.database, ids),
	() => 0,
);

function lookEverySeconds({ kind, settings }: SourceRow): number | null {
	try {
		const checked = checkSourceSettings(kind, settings);
		return checked.kind === "announced" ? null : checked.settings.pollSeconds;
	} catch {
		// What is wrong with them is said by `problem`.
		return null;
	}
}

SourceType.implement({
	description: "Where tiles come from.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Stable." }),
		name: t.exposeString("name", { description: "Unique in its project." }),
		kind: t.field({ type: SourceKindEnum, description: "How it learns of tiles.", resolve: (source) => source.kind }),
		rootPath: t.exposeString("rootPath", { description: "Absolute; tile paths are relative to it." }),
		settings: t.expose("settings", {
			type: "JSON",
			description: "By kind; described in docs/sources.md. What is not set has its default.",
		}),
		inputState: t.field({
			type: InputStateEnum,
			description: "What was found at the last look.",
			resolve: (source) => source.inputState,
		}),
		problem: t.field({
			type: ProblemType,
			nullable: true,
			description: "What is wrong with the input now; null when nothing is.",
			resolve: ({ problemCode, problem }) =>
				problem === null ? null : { code: problemCode ?? "INPUT_MALFORMED", message: problem },
		}),
		lastCheckedAt: t.expose("lastCheckedAt", { type: "DateTime", nullable: true, description: "The last look." }),
		lookEverySeconds: t.float({
			nullable: true,
			description:
				"How often it is looked at, also while that finds nothing new; null where tiles are announced, and where the settings are wrong.",
			resolve: lookEverySeconds,
		}),
		lateAfterSeconds: t.int({
			nullable: true,
			description:
				"Looks that find nothing new are told about once a minute: when `lastCheckedAt` is longer ago than this, looking itself has stopped. Null where tiles are announced.",
			resolve: (source) => {
				const everySeconds = lookEverySeconds(source);
				return everySeconds === null ? null : lateAfterSeconds(everySeconds);
			},
		}),
		lastSeenAt: t.expose("lastSeenAt", {
			type: "DateTime",
			nullable: true,
			description: "The last look that found the input.",
		}),
		lastChangedAt: t.expose("lastChangedAt", {
			type: "DateTime",
			nullable: true,
			description: "The last look that found it changed.",
		}),
		pendingFiles: t.field({
			type: [PendingFileType],
			description: "Files seen and not yet taken, at most 200.",
			resolve: (source) => [...source.pendingFiles],
		}),
		expectedTiles: t.exposeInt("expectedTiles", {
			nullable: true,
			description: "How many tiles there will be, when the input says so.",
		}),
		finishedAt: t.expose("finishedAt", {
			type: "DateTime",
			nullable: true,
			description: "When it was said that nothing more will come; this closes open groups.",
		}),
		tileCount: t.int({
			description: "Tiles it has delivered.",
			complexity: 5,
			resolve: (source, _arguments, context) => tileCountOfSource(context, source.id),
		}),
		project: t.field({ type: ProjectType, description: "Whose it is.", resolve: (source) => source.projectId }),
	}),
});
