import { builder } from "./schema-builder.ts";

export interface Vector {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

export const VectorType = builder.objectRef<Vector>("Vector").implement({
	description: "A place or a distance in space. Positions are in micrometres.",
	fields: (t) => ({
		x: t.exposeFloat("x", { description: "Along x." }),
		y: t.exposeFloat("y", { description: "Along y." }),
		z: t.exposeFloat("z", { description: "Along z." }),
	}),
});

export const LatticeType = builder.objectRef<Vector>("Lattice").implement({
	description: "Integer position of a tile in the acquisition's lattice.",
	fields: (t) => ({
		x: t.exposeInt("x", { description: "Column." }),
		y: t.exposeInt("y", { description: "Row." }),
		z: t.exposeInt("z", { description: "Plane." }),
	}),
});

export const VectorInput = builder.inputType("VectorInput", {
	description: "A place or a distance in space, in micrometres.",
	fields: (t) => ({
		x: t.float({ required: true, description: "Along x." }),
		y: t.float({ required: true, description: "Along y." }),
		z: t.float({ required: true, description: "Along z." }),
	}),
});

export const LatticeInput = builder.inputType("LatticeInput", {
	description: "Integer position of a tile in the acquisition's lattice.",
	fields: (t) => ({
		x: t.int({ required: true, description: "Column." }),
		y: t.int({ required: true, description: "Row." }),
		z: t.int({ required: true, description: "Plane." }),
	}),
});

/** Null when any of the three is missing. */
export function vectorOf(x: number | null, y: number | null, z: number | null): Vector | null {
	return x === null || y === null || z === null ? null : { x, y, z };
}
