import { InvalidArgumentError } from "commander";
import type { z } from "zod";
import type { misbehaviourSchema } from "../acquisition/misbehaviour.ts";
import { readDurationMs, readNumber, readWhole } from "./argument-values.ts";

type MisbehaviourInput = z.input<typeof misbehaviourSchema>;

interface MisbehaviourFlag {
	readonly flags: string;
	readonly description: string;
	/** The tile's number and what stood after it, colon by colon. */
	readonly read: (tile: number, details: readonly string[]) => MisbehaviourInput;
}

/** One option for each kind; each may be given several times, or with several tiles: `7,9:5s`. */
export const misbehaviourFlags: readonly MisbehaviourFlag[] = [
	{
		flags: "--half-written <tile[:time]>",
		description: "the writer stops in the middle of the tile's file for a while (3s), or `forever`",
		read: (tile, [time]) => {
			const forMs = time === "forever" ? null : duration(time);
			return { kind: "halfWritten", tile, ...(forMs === undefined ? {} : { forMs }) };
		},
	},
	{
		flags: "--pause <tile[:time]>",
		description: "nothing happens for a while (3s) before the tile",
		read: (tile, [time]) => ({ kind: "pause", tile, ...optionally("forMs", duration(time)) }),
	},
	{
		flags: "--late <tile[:by]>",
		description: "the tile is written after so many (3) of those that should follow it",
		read: (tile, [by]) => ({ kind: "late", tile, ...optionally("by", whole(by)) }),
	},
	{
		flags: "--re-image <tile[:path][:after]>",
		description: "the tile is imaged again so many tiles later (3), under the `same` path (as is usual) or a `new` one",
		read: (tile, details) => {
			const path = details.find((detail) => detail === "same" || detail === "new");
			const after = details.find((detail) => detail !== path);
			return { kind: "reImage", tile, ...optionally("path", path), ...optionally("after", whole(after)) };
		},
	},
	{
		flags: "--duplicate-position <tile>",
		description: "the tile is imaged twice in a row, as two tiles at one lattice position",
		read: (tile) => ({ kind: "duplicatePosition", tile }),
	},
	{
		flags: "--corrupt <tile>",
		description: "the tile's files hold bytes that are no image",
		read: (tile) => ({ kind: "corrupt", tile }),
	},
	{
		flags: "--truncated-list <tile[:time]>",
		description: "when the tile is added, the list is cut in the middle for a while (1s)",
		read: (tile, [time]) => ({ kind: "truncatedList", tile, ...optionally("forMs", duration(time)) }),
	},
	{
		flags: "--shrink-list <tile[:time]>",
		description: "when the tile is added, the list has lost half of its tiles for a while (1s)",
		read: (tile, [time]) => ({ kind: "shrunkList", tile, ...optionally("forMs", duration(time)) }),
	},
	{
		flags: "--out-of-focus <tile[:um]>",
		description: "the tile is out of focus by so many micrometres (6)",
		read: (tile, [um]) => ({
			kind: "outOfFocus",
			tile,
			...optionally("defocusUm", um === undefined ? undefined : readNumber(um)),
		}),
	},
];

/** Adds to what earlier occurrences of the same option gave. */
export function readMisbehaviours(
	flag: MisbehaviourFlag,
	text: string,
	before: readonly MisbehaviourInput[] = [],
): MisbehaviourInput[] {
	const added = text.split(",").map((item) => {
		const [tile = "", ...details] = item.split(":");
		if (details.length > 2) throw new InvalidArgumentError(`"${item}" has too many parts.`);
		return flag.read(readWhole(tile), details);
	});
	return [...before, ...added];
}

function duration(text: string | undefined): number | undefined {
	return text === undefined ? undefined : readDurationMs(text);
}

function whole(text: string | undefined): number | undefined {
	return text === undefined ? undefined : readWhole(text);
}

/** The property, or nothing where the default is wanted. */
function optionally<Name extends string, Value>(name: Name, value: Value | undefined): { [name in Name]?: Value } {
	// A computed key loses its literal type.
	return value === undefined ? {} : ({ [name]: value } as { [name in Name]?: Value });
}
