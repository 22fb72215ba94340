import type { AttributeValue, LatticeOffset } from "@tilewright/contract/recipe";
import { z } from "zod";

/** What `task.unit` holds: the offset of a pair, or the attributes of a group; null for one tile. */
export const storedUnitSchema = z
	.object({
		offset: z.object({ x: z.number(), y: z.number(), z: z.number() }).optional(),
		/** Tells the pairs of one tile apart when the stage has several offsets. */
		label: z.string().optional(),
		attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
	})
	.nullable();
export type StoredUnit = z.infer<typeof storedUnitSchema>;

/** Below the stage's output path, relative, with forward slashes: where a unit's results are published. */
export function unitDirectory(unit: StoredUnit, unitKey: string, tileRelativePath: string | null): string {
	if (tileRelativePath === null) return unitKey;
	return unit?.label === undefined ? tileRelativePath : `${tileRelativePath}/${unit.label}`;
}

export function unitOffset(unit: StoredUnit): LatticeOffset | null {
	return unit?.offset ?? null;
}

export function unitAttributes(unit: StoredUnit): Readonly<Record<string, AttributeValue>> {
	return unit?.attributes ?? {};
}
