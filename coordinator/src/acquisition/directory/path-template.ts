import { posix } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import type { FieldValues, PathPattern } from "./path-pattern.ts";

/**
 * The path of something that belongs to a tile, such as `{stem}.json` or `../meta/{well}.xml`, below the source's
 * root. `{name}` is the file's name, `{stem}` the name without its last ending; other names are fields of the path.
 * The template is relative to the tile's folder. Null when it leads out of the root.
 */
export function fillTemplate(template: string, path: string, fields: FieldValues): string | null {
	const name = posix.basename(path);
	const filled = template.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
		if (key === "name") return name;
		if (key === "stem") return name.replace(/\.[^.]+$/, "");
		return String(fields[key] ?? "");
	});
	const joined = posix.join(posix.dirname(path), filled.replaceAll("\\", "/"));
	return joined.startsWith("../") || joined.startsWith("/") ? null : joined;
}

/** Throws ARGUMENT_INVALID for names that are neither fields of the pattern nor `name` or `stem`. */
export function checkTemplate(template: string, purpose: string, pattern: PathPattern): void {
	const names = new Set([...pattern.fields.map((field) => field.name), "name", "stem"]);
	for (const [, name] of template.matchAll(/\{([^}]*)\}/g)) {
		if (name !== undefined && names.has(name)) continue;
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `"${purpose}" of the source's settings uses {${name}}; known are ${[...names].map((one) => `{${one}}`).join(", ")}.`,
			fields: { template, name },
		});
	}
}
