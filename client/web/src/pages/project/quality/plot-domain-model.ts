import { stepFrom, withoutNoise } from "../../../wording/round-steps.ts";
import { type Domain, domainOf } from "./metric-plot-model.ts";

/** The scale of an axis as it is shown, and what it is a scale of. */
export interface ShownDomain {
	readonly of: string;
	readonly domain: Domain;
}

/** Steps of an axis: so many that a wider scale is worth the change, so few that it seldom changes. */
const steps = 8;

/** Rounded outwards to 1, 2 or 5 times a power of ten. */
export function steppedDomain({ least, most }: Domain): Domain {
	const step = stepFrom((most - least) / steps);
	return { least: withoutNoise(Math.floor(least / step) * step), most: withoutNoise(Math.ceil(most / step) * step) };
}

/**
 * The scale to show. It stays what it is while the values fit into it or somebody holds it (the pointer is in the plot,
 * something is being moved), else it grows; it never shrinks under the eye. Of something else it begins anew.
 */
export function keepDomain(shown: ShownDomain | null, of: string, values: Float64Array, isHeld: boolean): ShownDomain {
	const wanted = extentOf(values);
	if (shown === null || shown.of !== of) return { of, domain: steppedDomain(wanted ?? domainOf(values)) };
	const { least, most } = shown.domain;
	if (isHeld || wanted === null || (wanted.least >= least && wanted.most <= most)) return shown;
	return {
		of,
		domain: steppedDomain({ least: Math.min(least, wanted.least), most: Math.max(most, wanted.most) }),
	};
}

/** Null without values; a little about a single one. */
function extentOf(values: Float64Array): Domain | null {
	let least = Number.POSITIVE_INFINITY;
	let most = Number.NEGATIVE_INFINITY;
	for (const value of values) {
		if (value < least) least = value;
		if (value > most) most = value;
	}
	if (least > most) return null;
	return least === most ? domainOf(values) : { least, most };
}

/** How many points lie beyond the scales that are held. */
export function countBeyond(across: Float64Array, values: Float64Array, domainX: Domain, domainY: Domain): number {
	let beyond = 0;
	for (let row = 0; row < values.length; row++) {
		const x = across[row] ?? Number.NaN;
		const y = values[row] ?? Number.NaN;
		if (x < domainX.least || x > domainX.most || y < domainY.least || y > domainY.most) beyond++;
	}
	return beyond;
}
