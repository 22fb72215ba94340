/** One metric over many results. */
export interface MetricSummary {
	readonly name: string;
	/** Results that have it. */
	readonly count: number;
	readonly minimum: number;
	readonly mean: number;
	readonly median: number;
	readonly maximum: number;
}

export function metricsOf({ metrics }: { readonly metrics: unknown }): Readonly<Record<string, number>> {
	// The coordinator lets only numbers by name through.
	return (metrics ?? {}) as Readonly<Record<string, number>>;
}

/** Metrics that no result has are left out. */
export function summarise(
	results: readonly { readonly metrics: unknown }[],
	names: readonly string[],
): MetricSummary[] {
	return names.flatMap((name) => {
		const values = results
			.flatMap((result) => {
				const value = metricsOf(result)[name];
				return typeof value === "number" ? [value] : [];
			})
			.sort((one, other) => one - other);
		const [minimum] = values;
		const maximum = values.at(-1);
		if (minimum === undefined || maximum === undefined) return [];
		const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
		const half = Math.floor(values.length / 2);
		const upper = values[half] ?? maximum;
		const median = values.length % 2 === 1 ? upper : ((values[half - 1] ?? minimum) + upper) / 2;
		return [{ name, count: values.length, minimum, mean, median, maximum }];
	});
}
