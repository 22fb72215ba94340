import { InvalidArgumentError } from "commander";
import type { LatticeRegionInput } from "../api/generated/documents.ts";
import { readList } from "./argument-values.ts";

const examples = "x=1..5, y=..3, z=2..";

/** `x=1..5,z=3`: both ends are included, each may be left out; several by commas or by repeating the option. */
export function readRegion(text: string, before: LatticeRegionInput = {}): LatticeRegionInput {
	const parts = readList(text).map((part): LatticeRegionInput => {
		const [, axis, first, dots, last] = /^([xyz])=(-?\d+)?(\.\.)?(-?\d+)?$/.exec(part) ?? [];
		if (
			axis === undefined ||
			(first === undefined && last === undefined) ||
			(dots === undefined && last !== undefined)
		) {
			throw new InvalidArgumentError(`Expected something like ${examples}.`);
		}
		const min = first === undefined ? {} : { min: Number(first) };
		const max = dots === undefined ? { max: Number(first) } : last === undefined ? {} : { max: Number(last) };
		return { [axis]: { ...min, ...max } };
	});
	return Object.assign({}, before, ...parts);
}

/** The reverse, for lists; empty for everything. */
export function describeRegion(
	region: Readonly<Record<"x" | "y" | "z", { readonly min: number | null; readonly max: number | null } | null>>,
): string {
	return (["x", "y", "z"] as const)
		.flatMap((axis) => {
			const bounds = region[axis];
			if (bounds === null) return [];
			return [bounds.min === bounds.max ? `${axis}=${bounds.min}` : `${axis}=${bounds.min ?? ""}..${bounds.max ?? ""}`];
		})
		.join(", ");
}
