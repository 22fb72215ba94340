/** Bytes of one value by its field type, in TIFF 6.0 (1-12), its IFD pointers (13) and BigTIFF (16-18). */
export const tiffValueSizes: Readonly<Record<number, number>> = {
	1: 1,
	2: 1,
	3: 2,
	4: 4,
	5: 8,
	6: 1,
	7: 1,
	8: 2,
	9: 4,
	10: 8,
	11: 4,
	12: 8,
	13: 4,
	16: 8,
	17: 8,
	18: 8,
};
