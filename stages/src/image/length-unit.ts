/** Micrometres per unit, for the names that OME-XML, OME-Zarr and ImageJ use. */
const micrometresPer: Readonly<Record<string, number>> = {
	m: 1e6,
	meter: 1e6,
	metre: 1e6,
	dm: 1e5,
	decimeter: 1e5,
	cm: 1e4,
	centimeter: 1e4,
	mm: 1e3,
	millimeter: 1e3,
	µm: 1,
	μm: 1,
	um: 1,
	micron: 1,
	microns: 1,
	micrometer: 1,
	micrometre: 1,
	nm: 1e-3,
	nanometer: 1e-3,
	nanometre: 1e-3,
	pm: 1e-6,
	picometer: 1e-6,
	Å: 1e-4,
	angstrom: 1e-4,
	in: 25_400,
	inch: 25_400,
};

/** A length in micrometres; null for units that are no length (`pixel`, `reference frame`) or not known. */
export function toMicrometres(value: number, unit: string): number | null {
	const factor = micrometresPer[unit.normalize("NFC").trim()];
	return factor === undefined || !Number.isFinite(value) ? null : value * factor;
}
