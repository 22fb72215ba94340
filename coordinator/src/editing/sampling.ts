/** Where a sample tells enough: of how many rows on, and of how many it is taken. */
export interface Sampling {
	readonly mostCounted: number;
	readonly inSample: number;
}

/** Each so-manieth of these rows is looked at; 1 for all of them. What is counted is to be multiplied by it. */
export function strideOf(rows: number, { mostCounted, inSample }: Sampling): number {
	return rows <= mostCounted ? 1 : Math.ceil(rows / inSample);
}
