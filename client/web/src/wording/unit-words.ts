/** Unit rules and units of the API (JSON) in words. Unknown shapes are shown as they are rather than hidden. */

export type UnitRuleKind = "each" | "neighbours" | "group" | "all";

export interface UnitRuleView {
	readonly kind: UnitRuleKind;
	/** Of a group: the attributes its members share. */
	readonly by: readonly string[];
	readonly words: string;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** `null` (the root stage) counts as one unit per tile. */
export function viewUnitRule(rule: unknown): UnitRuleView {
	const { kind, offsets, by } = asRecord(rule);
	switch (kind) {
		case "neighbours": {
			const words = Array.isArray(offsets) ? offsets.map(offsetWords).join(", ") : "";
			return { kind, by: [], words: `pairs of neighbours (${words})` };
		}
		case "group": {
			const attributes = Array.isArray(by) ? by.map(String) : [];
			return { kind, by: attributes, words: `groups of the same ${attributes.join(" and ")}` };
		}
		case "all":
			return { kind, by: [], words: "everything together" };
		default:
			return { kind: "each", by: [], words: "each tile" };
	}
}

/** `x+1`, `y−1`, `x+1 z+2`. */
export function offsetWords(offset: unknown): string {
	const record = asRecord(offset);
	const parts = ["x", "y", "z"].flatMap((axis) => {
		const step = Number(record[axis] ?? 0);
		return step === 0 ? [] : [`${axis}${step > 0 ? "+" : "−"}${Math.abs(step)}`];
	});
	return parts.join(" ");
}

/** What distinguishes one unit from the stage's others at the same tile; empty for a plain tile. */
export function unitWords(unit: unknown): string {
	const { offset, label, attributes } = asRecord(unit);
	if (typeof label === "string") return label;
	if (offset !== undefined) return offsetWords(offset);
	if (attributes === undefined) return "";
	const entries = Object.entries(asRecord(attributes));
	return entries.length === 0 ? "everything" : entries.map(([name, value]) => `${name} ${String(value)}`).join(", ");
}

/** The attributes of a group's unit; null for other units. */
export function unitAttributes(unit: unknown): Readonly<Record<string, unknown>> | null {
	const { attributes } = asRecord(unit);
	return attributes === undefined ? null : asRecord(attributes);
}

/** The plane a group lies in; null when its members come from several. */
export function unitPlane(unit: unknown): number | null {
	const z = unitAttributes(unit)?.z;
	return typeof z === "number" ? z : null;
}
