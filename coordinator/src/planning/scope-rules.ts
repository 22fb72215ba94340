import { z } from "zod";

/** Which part of the lattice is worked on: the same words for a project, a stage and a query. */

const boundsSchema = z
	.object({ min: z.int().optional(), max: z.int().optional() })
	.refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
		error: (issue) => `the smallest coordinate is larger than the largest: ${JSON.stringify(issue.input)}`,
	});

/** Lattice bounds, inclusive; each side may be missing. */
export const latticeRegionSchema = z.strictObject({
	x: boundsSchema.optional(),
	y: boundsSchema.optional(),
	z: boundsSchema.optional(),
});
export type LatticeRegion = z.infer<typeof latticeRegionSchema>;

const planesSchema = z.array(z.int()).default([]);

export const skippedPlanesSchema = z.strictObject({ x: planesSchema, y: planesSchema, z: planesSchema });
export type SkippedPlanes = z.infer<typeof skippedPlanesSchema>;

/** What a stage is meant for; kept with the stage and in every version of the graph. */
export const stageScopeSchema = z.strictObject({
	/** Only units with a tile that arrived after this one. */
	firstOrdinal: z.int().nonnegative().optional(),
	region: latticeRegionSchema.optional(),
});
export type StageScope = z.infer<typeof stageScopeSchema>;

/**
 * Planes on one axis whose tiles may get other neighbours when the planes that are skipped change: those that change,
 * and on both sides as far as a step of `reach` planes can jump.
 */
export function planesAround(before: readonly number[], after: readonly number[], reach: number): number[] {
	const changed = [
		...before.filter((plane) => !after.includes(plane)),
		...after.filter((plane) => !before.includes(plane)),
	];
	const either = new Set([...before, ...after]);
	const planes = new Set<number>();
	for (const plane of changed) {
		planes.add(plane);
		for (const direction of [-1, 1]) {
			let place = plane;
			for (let steps = 0; steps < reach; ) {
				place += direction;
				planes.add(place);
				if (!either.has(place)) steps += 1;
			}
		}
	}
	return [...planes].sort((one, other) => one - other);
}
