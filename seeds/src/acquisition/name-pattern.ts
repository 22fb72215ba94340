import { TilewrightError } from "@tilewright/contract/errors";

/** Fields a file's name may hold. `row`, `column` and `z` count from 0, `site` (of a well) and `tile` from 1. */
export const nameFields = ["plate", "well", "site", "channel", "row", "column", "z", "tile", "date"] as const;
export type NameField = (typeof nameFields)[number];
export type NameValues = Readonly<Record<NameField, string | number>>;

type Part = { readonly kind: "text"; readonly text: string } | { readonly kind: "field"; readonly field: NameField };

export interface NamePattern {
	readonly parts: readonly Part[];
	has(field: NameField): boolean;
	/** The path, numbers padded with zeros to `digits`. */
	format(values: NameValues, digits: number): string;
}

/**
 * Understands `{plate}/{well}_s{site:int}_{channel}.tif`. `:int` is for those who read the names; it makes the
 * channel its number, counted from 0, and changes nothing else. Throws PATH_PATTERN_INVALID.
 */
export function parseNamePattern(pattern: string): NamePattern {
	const parts: Part[] = [];
	const channelIsNumber = pattern.includes("{channel:int}");
	for (const piece of pattern.split(/(\{[^{}]*\})/)) {
		if (piece === "") continue;
		if (!(piece.startsWith("{") && piece.endsWith("}"))) {
			if (/[{}]/.test(piece)) throw invalid(pattern, `the brace in "${piece}" has no partner`);
			parts.push({ kind: "text", text: piece });
			continue;
		}
		const [name = "", type] = piece.slice(1, -1).split(":");
		const field = nameFields.find((known) => known === name);
		if (field === undefined) throw invalid(pattern, `"${name}" is no field; fields are ${nameFields.join(", ")}`);
		if (type !== undefined && type !== "int" && type !== "str") {
			throw invalid(pattern, `"${type}" is no type of a field here; int and str are`);
		}
		parts.push({ kind: "field", field });
	}
	if (pattern.startsWith("/") || pattern.includes("\\") || pattern.split("/").some((s) => s === ".." || s === "")) {
		throw invalid(pattern, "it must be a path below the folder, with forward slashes and no empty part");
	}
	return {
		parts,
		has: (field) => parts.some((part) => part.kind === "field" && part.field === field),
		format: (values, digits) =>
			parts
				.map((part) => {
					if (part.kind === "text") return part.text;
					const value = values[part.field];
					if (part.field === "channel" && !channelIsNumber) return String(value);
					return typeof value === "number" ? String(value).padStart(digits, "0") : value;
				})
				.join(""),
	};
}

function invalid(pattern: string, reason: string): TilewrightError {
	return new TilewrightError({
		code: "PATH_PATTERN_INVALID",
		message: `Name pattern "${pattern}" cannot be used: ${reason}.`,
		fields: { pattern },
	});
}
