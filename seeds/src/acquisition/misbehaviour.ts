import { z } from "zod";

const tile = z.int().min(1);
const forMs = z.number().min(0);

/**
 * What an instrument does wrong, each at a tile (1 is the first in acquisition order):
 * - halfWritten: the writer stops in the middle of the tile's file for `forMs`, then goes on; null: never goes on
 * - pause: nothing happens for `forMs` before the tile
 * - late: the tile is written after the `by` tiles that should have followed it
 * - reImage: `after` further tiles later it is imaged again, under the same path or a new one
 * - duplicatePosition: it is imaged twice in a row; the second image is a tile of its own at the same lattice position
 * - corrupt: its files hold bytes that are no image, for good
 * - truncatedList: when it is added, the list is cut in the middle for `forMs`
 * - shrunkList: when it is added, the list holds only the first half of its tiles for `forMs`
 * - outOfFocus: the focus is off by `defocusUm` micrometres
 */
export const misbehaviourSchema = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("halfWritten"), tile, forMs: forMs.nullable().default(3000) }),
	z.strictObject({ kind: z.literal("pause"), tile, forMs: forMs.default(3000) }),
	z.strictObject({ kind: z.literal("late"), tile, by: z.int().min(1).default(3) }),
	z.strictObject({
		kind: z.literal("reImage"),
		tile,
		path: z.enum(["same", "new"]).default("same"),
		after: z.int().min(0).default(3),
	}),
	z.strictObject({ kind: z.literal("duplicatePosition"), tile }),
	z.strictObject({ kind: z.literal("corrupt"), tile }),
	z.strictObject({ kind: z.literal("truncatedList"), tile, forMs: forMs.default(1000) }),
	z.strictObject({ kind: z.literal("shrunkList"), tile, forMs: forMs.default(1000) }),
	z.strictObject({ kind: z.literal("outOfFocus"), tile, defocusUm: z.number().default(6) }),
]);

export type Misbehaviour = z.infer<typeof misbehaviourSchema>;
export type MisbehaviourKind = Misbehaviour["kind"];
