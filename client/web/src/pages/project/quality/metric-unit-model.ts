/** Numbers of metrics.json have no unit of their own; where the name says one, as names do here, it is shown. */
const units: readonly (readonly [RegExp, string])[] = [
	[/(?:_um|Um|Micrometers|Micrometres)$/, "µm"],
	[/(?:_nm|Nm|Nanometers|Nanometres)$/, "nm"],
	[/(?:_px|Px|Pixels)$/, "px"],
	[/(?:_ms|Ms|Milliseconds)$/, "ms"],
	[/(?:_s|Seconds)$/, "s"],
	[/(?:_percent|Percent)$/, "%"],
	[/(?:_bytes|Bytes)$/, "B"],
];

/** `µm` of `driftUm` and `drift_um`; null where the name says nothing. */
export function unitOfMetric(name: string): string | null {
	return units.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
