import type { SourceFragment } from "../api/generated/documents.ts";
import { formatAge } from "../terminal/figures.ts";
import { toWord } from "../terminal/state-words.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";

export function sourceColumns<Source extends SourceFragment>(colours: Colours, now: Date): Column<Source>[] {
	return [
		{ title: "ID", align: "right", cell: ({ id }) => id },
		{ title: "SOURCE", canShrink: true, cell: ({ name }) => name },
		{ title: "KIND", leaveOut: 4, cell: ({ kind }) => toWord(kind) },
		{ title: "INPUT", cell: ({ inputState }) => toWord(inputState) },
		{
			title: "TILES",
			align: "right",
			cell: ({ tileCount, expectedTiles }) => (expectedTiles === null ? tileCount : `${tileCount}/${expectedTiles}`),
		},
		{ title: "PENDING", leaveOut: 3, align: "right", cell: ({ pendingFiles }) => pendingFiles.length },
		{ title: "CHECKED", leaveOut: 2, align: "right", cell: ({ lastCheckedAt }) => formatAge(lastCheckedAt, now) },
		{
			title: "STATE",
			canShrink: true,
			cell: ({ problem, finishedAt }) => {
				if (problem !== null) return { text: problem.message, paint: colours.red };
				return finishedAt === null ? "watched" : "finished";
			},
		},
		{ title: "ROOT", leaveOut: 1, canShrink: true, cell: ({ rootPath }) => rootPath },
	];
}
