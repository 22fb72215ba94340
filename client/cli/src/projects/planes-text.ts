import { InvalidArgumentError } from "commander";
import type { SkippedPlanesInput } from "../api/generated/documents.ts";

type Axis = "x" | "y" | "z";

/** `z=3+7+8,x=0`: lattice positions along axes; `none` for none at all. */
export function readPlanes(text: string): SkippedPlanesInput {
	if (text === "none") return {};
	const parts = text.split(",").map((part) => /^\s*([xyz])=(-?\d+(?:\+-?\d+)*)\s*$/.exec(part));
	const planes: Partial<Record<Axis, readonly number[]>> = {};
	for (const part of parts) {
		const [, axis, places] = part ?? [];
		if (axis === undefined || places === undefined) {
			throw new InvalidArgumentError('Expected something like z=3+7 or x=0,z=3, "none", or "as-marked".');
		}
		// The pattern knows no other axis.
		planes[axis as Axis] = places.split("+").map(Number);
	}
	return planes;
}

/** The reverse; empty for none. */
export function describePlanes(planes: Readonly<Record<Axis, readonly number[]>>): string {
	return (["x", "y", "z"] as const)
		.flatMap((axis) => (planes[axis].length === 0 ? [] : [`${axis}=${planes[axis].join("+")}`]))
		.join(", ");
}
