import { readFile } from "node:fs/promises";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";
import demonstration from "../../demonstration.json" with { type: "json" };

/** Options under a name: as a rule, and what is different with `--fast`, for runs nobody watches. */
const presetSchema = z.strictObject({
	options: z.record(z.string(), z.unknown()),
	fast: z.record(z.string(), z.unknown()).default({}),
});
export type Preset = z.infer<typeof presetSchema>;

const builtIn: Readonly<Record<string, unknown>> = { demonstration };

/** A built-in preset, or one from a JSON file of the same form. Throws ARGUMENT_INVALID. */
export async function loadPreset(nameOrFile: string): Promise<Preset> {
	let content = builtIn[nameOrFile];
	try {
		content ??= JSON.parse(await readFile(nameOrFile, "utf8"));
	} catch (error) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `"${nameOrFile}" is neither a preset (${Object.keys(builtIn).join(", ")}) nor a readable JSON file: ${describeError(error)}.`,
			fields: { preset: nameOrFile },
			cause: error,
		});
	}
	const parsed = presetSchema.safeParse(content);
	if (parsed.success) return parsed.data;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `Preset "${nameOrFile}" must be { "options": { … }, "fast": { … } }: ${parsed.error.issues.map((issue) => issue.message).join("; ")}.`,
		fields: { preset: nameOrFile },
	});
}
