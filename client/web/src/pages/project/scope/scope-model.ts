import type { LatticeRegionInput } from "../../../api/generated/documents.ts";

/** Which part of the lattice is worked on, as somebody types it. */

export const axes = ["x", "y", "z"] as const;
export type Axis = (typeof axes)[number];
type Planes = Readonly<Record<Axis, readonly number[]>>;

export interface ScopeDraft {
	/** Null works everywhere. */
	readonly region: LatticeRegionInput | null;
	/** Skipped planes, such as `3, 7`. */
	readonly planes: Readonly<Record<Axis, string>>;
}

export interface Scope {
	readonly region: LatticeRegionInput;
	readonly skippedPlanes: Planes;
}

export function draftOf({ region, skippedPlanes }: Scope): ScopeDraft {
	const isEverywhere = axes.every((axis) => region[axis] == null);
	const planes = axes.map((axis) => [axis, skippedPlanes[axis].join(", ")] as const);
	return { region: isEverywhere ? null : region, planes: Object.fromEntries(planes) as ScopeDraft["planes"] };
}

/** Whole numbers with commas or spaces between; null where something else is among them. */
export function readPlanes(text: string): readonly number[] | null {
	const words = text.split(/[\s,;]+/).filter((word) => word !== "");
	if (!words.every((word) => /^-?\d{1,9}$/.test(word))) return null;
	return [...new Set(words.map(Number))].sort((one, other) => one - other);
}

/** Why a box has nothing in it; null when it may have something. */
export function regionProblem(region: LatticeRegionInput | null): string | null {
	const axis = axes.find((name) => (region?.[name]?.min ?? -Infinity) > (region?.[name]?.max ?? Infinity));
	return axis === undefined ? null : `${axis} begins after it ends.`;
}

export interface ScopeChange {
	readonly region?: LatticeRegionInput;
	readonly skippedPlanes?: Record<Axis, number[]>;
}

/** What is to be said of the draft: only what is another than before. Null while it cannot be read. */
export function changeOf(before: Scope, draft: ScopeDraft): ScopeChange | null {
	const planes = { x: readPlanes(draft.planes.x), y: readPlanes(draft.planes.y), z: readPlanes(draft.planes.z) };
	const { x, y, z } = planes;
	if (x === null || y === null || z === null || regionProblem(draft.region) !== null) return null;
	const region = draft.region ?? {};
	const skippedPlanes = { x: [...x], y: [...y], z: [...z] };
	return {
		...(boundsText(region) === boundsText(before.region) ? {} : { region }),
		...(planesText(skippedPlanes) === planesText(before.skippedPlanes) ? {} : { skippedPlanes }),
	};
}

const boundsText = (region: LatticeRegionInput) =>
	JSON.stringify(axes.map((axis) => [region[axis]?.min ?? null, region[axis]?.max ?? null]));

const planesText = (planes: Planes) =>
	JSON.stringify(axes.map((axis) => [...planes[axis]].sort((one, other) => one - other)));
