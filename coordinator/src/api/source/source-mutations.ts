import { asProjectId, asSourceId, type SourceId } from "@tilewright/contract/ids";
import { announceTiles, maximumAnnouncedTiles } from "../../commands/announce-tiles.ts";
import { archiveSource, createSource, finishAcquisition, updateSource } from "../../commands/source-commands.ts";
import { SourceKindEnum } from "../enums.ts";
import { readSmallId } from "../id-argument.ts";
import { IdInput, messageDescription } from "../mutation-inputs.ts";
import { ProblemType } from "../problem-type.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { LatticeInput, VectorInput } from "../vector-types.ts";
import { withoutNulls } from "../without-nulls.ts";
import { SourceType } from "./source-ref.ts";

const CreateSourceInput = builder.inputType("CreateSourceInput", {
	description: "A further source of a project.",
	fields: (t) => ({
		projectId: t.id({ required: true, description: "Whose source." }),
		name: t.string({ required: true, description: "Unique in the project." }),
		kind: t.field({ type: SourceKindEnum, required: true, description: "How it learns of tiles." }),
		rootPath: t.string({ required: true, description: "Absolute; tile paths are relative to it." }),
		settings: t.field({ type: "JSON", description: "By kind; what is left out has its default." }),
		message: t.string({ description: messageDescription }),
	}),
});

const UpdateSourceInput = builder.inputType("UpdateSourceInput", {
	description: "What is left out stays as it is.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The source's id." }),
		name: t.string({ description: "Unique in the project." }),
		rootPath: t.string({ description: "Absolute, for an acquisition that was moved; the tiles stay the same." }),
		settings: t.field({ type: "JSON", description: "Takes the place of the settings before." }),
		message: t.string({ description: messageDescription }),
	}),
});

const AnnouncedTileInput = builder.inputType("AnnouncedTileInput", {
	description: "One tile, as whoever images or writes it knows it.",
	fields: (t) => ({
		relativePath: t.string({ required: true, description: "Its identity: below the source's root path." }),
		isComplete: t.boolean({ required: true, description: "False while it is still being written." }),
		lattice: t.field({ type: LatticeInput, description: "Where it lies in the lattice." }),
		position: t.field({ type: VectorInput, description: "Position of its first voxel on the stage, in micrometres." }),
		step: t.field({ type: VectorInput, description: "Size of one lattice step." }),
		attributes: t.field({ type: "JSON", description: "Named values: plate, well, channel, …" }),
		latticeAttributes: t.stringList({
			description: "Attributes the lattice position was made from; all others must agree between neighbours.",
		}),
		files: t.stringList({ description: "Its image files, below the source's root path; without it the path itself." }),
		contentSignature: t.string({ description: "Another one than last time means that it was imaged again." }),
	}),
});

const AnnounceTilesInput = builder.inputType("AnnounceTilesInput", {
	description: "Tiles for a source of kind ANNOUNCED.",
	fields: (t) => ({
		sourceId: t.id({ required: true, description: "Which source." }),
		tiles: t.field({
			type: [AnnouncedTileInput],
			required: true,
			description: `At most ${maximumAnnouncedTiles}; those that are not named stay as they are.`,
		}),
		message: t.string({ description: messageDescription }),
	}),
});

const SourcePayload = builder.objectRef<{ readonly sourceId: SourceId }>("SourcePayload").implement({
	description: "What became of the source.",
	fields: (t) => ({
		source: t.field({ type: SourceType, description: "As it is now.", resolve: (payload) => payload.sourceId }),
	}),
});

interface Announced {
	readonly sourceId: SourceId;
	readonly added: number;
	readonly completed: number;
	readonly reimaged: number;
	readonly refused: readonly { readonly relativePath: string; readonly code: string; readonly message: string }[];
}

const RefusedTileType = builder.objectRef<Announced["refused"][number]>("RefusedTile").implement({
	description: "A tile that was not taken; the others of the call were.",
	fields: (t) => ({
		relativePath: t.exposeString("relativePath", { description: "Which one." }),
		problem: t.field({ type: ProblemType, description: "Why.", resolve: (refused) => refused }),
	}),
});

const AnnounceTilesPayload = builder.objectRef<Announced>("AnnounceTilesPayload").implement({
	description: "What came of the announcement.",
	fields: (t) => ({
		added: t.exposeInt("added", { description: "Tiles that were not known before." }),
		completed: t.exposeInt("completed", { description: "Tiles that are complete now and were not before." }),
		reimaged: t.exposeInt("reimaged", { description: "Tiles that were complete and now have another content." }),
		refused: t.field({
			type: [RefusedTileType],
			description: "Tiles that were not taken.",
			resolve: (payload) => [...payload.refused],
		}),
		source: t.field({ type: SourceType, description: "As it is now.", resolve: (payload) => payload.sourceId }),
	}),
});

const sourceId = (id: string | number) => readSmallId(id, "source", asSourceId);

builder.mutationFields((t) => ({
	createSource: t.field({
		type: SourcePayload,
		description: "Adds a source to a project and begins to watch it.",
		args: { input: t.arg({ type: CreateSourceInput, required: true, description: "The new source." }) },
		resolve: (_root, { input: { message, ...input } }, context) => {
			const projectId = readSmallId(input.projectId, "project", asProjectId);
			return submitCommand(context, createSource, { ...withoutNulls(input), projectId }, { message, projectId });
		},
	}),
	updateSource: t.field({
		type: SourcePayload,
		description: "Changes a source's name, place or settings.",
		args: { input: t.arg({ type: UpdateSourceInput, required: true, description: "What to change." }) },
		resolve: (_root, { input: { message, ...input } }, context) =>
			submitCommand(context, updateSource, { ...withoutNulls(input), id: sourceId(input.id) }, { message }),
	}),
	archiveSource: t.field({
		type: SourcePayload,
		description: "Watches a source no more; its tiles and their results stay.",
		args: { input: t.arg({ type: IdInput.source, required: true, description: "Which one." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(context, archiveSource, { id: sourceId(input.id) }, { message: input.message }),
	}),
	finishAcquisition: t.field({
		type: SourcePayload,
		description:
			"Nothing more will come from this source. Open groups close once this is true of all of a project's sources.",
		args: { input: t.arg({ type: IdInput.source, required: true, description: "Which one." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(context, finishAcquisition, { id: sourceId(input.id) }, { message: input.message }),
	}),
	announceTiles: t.field({
		type: AnnounceTilesPayload,
		description: "Tells a source of kind ANNOUNCED of new or changed tiles.",
		args: { input: t.arg({ type: AnnounceTilesInput, required: true, description: "Which tiles." }) },
		resolve: (_root, { input: { message, tiles, ...input } }, context) =>
			submitCommand(
				context,
				announceTiles,
				{
					sourceId: sourceId(input.sourceId),
					// The JSON of the attributes is checked by the command's schema.
					tiles: tiles.map((tile) => ({ ...withoutNulls(tile), attributes: tile.attributes as never })),
				},
				{ message },
			),
	}),
}));
