import type { PlanesRow, RegionRow } from "../../database/models/project-model.ts";
import { builder } from "../schema-builder.ts";
import { withoutNulls } from "../without-nulls.ts";

/** Which part of the lattice is meant: the same words for a project, a stage and a choice of tasks. */

const axes = ["x", "y", "z"] as const;
const alongAxis = { x: "Columns.", y: "Rows.", z: "Planes." } as const;

type Bounds = NonNullable<RegionRow["x"]>;

const BoundsType = builder.objectRef<Bounds>("Bounds").implement({
	description: "Lattice positions along one axis, both ends included.",
	fields: (t) => ({
		min: t.int({ nullable: true, description: "The first; null for no bound.", resolve: ({ min }) => min ?? null }),
		max: t.int({ nullable: true, description: "The last; null for no bound.", resolve: ({ max }) => max ?? null }),
	}),
});

export const LatticeRegionType = builder.objectRef<RegionRow>("LatticeRegion").implement({
	description: "A box in the lattice; each side may be open. A tile without a position is inside every region.",
	fields: (t) =>
		Object.fromEntries(
			axes.map((axis) => [
				axis,
				t.field({
					type: BoundsType,
					nullable: true,
					description: `${alongAxis[axis]} Null for all of them.`,
					resolve: (region) => region[axis] ?? null,
				}),
			]),
		),
});

const BoundsInput = builder.inputType("BoundsInput", {
	description: "Lattice positions along one axis, both ends included.",
	fields: (t) => ({
		min: t.int({ description: "The first; without it there is no bound." }),
		max: t.int({ description: "The last; without it there is no bound." }),
	}),
});

export const LatticeRegionInput = builder.inputType("LatticeRegionInput", {
	description: "A box in the lattice; each side may be left open. `{}` is everything.",
	fields: (t) => ({
		x: t.field({ type: BoundsInput, description: alongAxis.x }),
		y: t.field({ type: BoundsInput, description: alongAxis.y }),
		z: t.field({ type: BoundsInput, description: alongAxis.z }),
	}),
});

/** As commands and selections take it. */
export function readRegion(region: typeof LatticeRegionInput.$inferInput): RegionRow {
	const bounds = axes.flatMap((axis) => {
		const side = region[axis];
		return side ? [[axis, withoutNulls(side)] as const] : [];
	});
	return Object.fromEntries(bounds);
}

export const SkippedPlanesType = builder.objectRef<Partial<PlanesRow>>("SkippedPlanes").implement({
	description: "Planes that are not worked on; neighbours are looked for beyond them.",
	fields: (t) =>
		Object.fromEntries(
			axes.map((axis) => [
				axis,
				t.intList({ description: `Lattice positions along ${axis}.`, resolve: (planes) => [...(planes[axis] ?? [])] }),
			]),
		),
});

export const SkippedPlanesInput = builder.inputType("SkippedPlanesInput", {
	description: "Planes that are not worked on; takes the place of those before.",
	fields: (t) => ({
		x: t.intList({ description: "Lattice positions along x." }),
		y: t.intList({ description: "Lattice positions along y." }),
		z: t.intList({ description: "Lattice positions along z." }),
	}),
});

export function readSkippedPlanes(planes: typeof SkippedPlanesInput.$inferInput): Record<"x" | "y" | "z", number[]> {
	return { x: planes.x ?? [], y: planes.y ?? [], z: planes.z ?? [] };
}
