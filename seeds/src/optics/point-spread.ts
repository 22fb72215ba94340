/** The blur of one image: Gaussian, wider along z than across. Standard deviations in micrometres. */
export interface PointSpread {
	readonly lateral: number;
	readonly axial: number;
}

export interface Objective {
	readonly lateralSigmaUm: number;
	readonly axialSigmaUm: number;
	readonly numericalAperture: number;
}

/** Refractive index of water and of cleared tissue, within a few per cent. */
const immersionIndex = 1.33;

/**
 * The blur at a distance from focus. Out of focus, a point becomes a disk as wide as the cone of light the
 * objective accepts, of radius r = |defocus| · tan(asin(NA / n)); the disk's standard deviation along one axis,
 * r / 2, is added in quadrature. Depth of field widens by half the defocus. A square pixel adds the variance of its
 * own aperture, pixel² / 12. Total light is kept, so a blurred structure also becomes dimmer.
 */
export function pointSpreadAt(objective: Objective, defocusUm: number, pixelSizeUm: number): PointSpread {
	const sine = Math.min(0.99, objective.numericalAperture / immersionIndex);
	const disk = (Math.abs(defocusUm) * sine) / Math.sqrt(1 - sine * sine) / 2;
	return {
		lateral: Math.sqrt(objective.lateralSigmaUm ** 2 + disk ** 2 + pixelSizeUm ** 2 / 12),
		axial: Math.sqrt(objective.axialSigmaUm ** 2 + (defocusUm / 2) ** 2),
	};
}
