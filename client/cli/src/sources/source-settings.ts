import type { SourceKind } from "../api/generated/documents.ts";
import { readJsonObject } from "../command/argument-values.ts";

export const sourceKinds = ["LIST", "DIRECTORY", "ANNOUNCED"] as const satisfies readonly SourceKind[];

/** --settings with --pattern laid over it; undefined when neither was given. What they mean is checked by the server. */
export function readSourceSettings(
	{ settings, pattern }: { readonly settings?: string; readonly pattern?: string },
	workingDirectory: string,
): Record<string, unknown> | undefined {
	const given = readJsonObject(settings, "--settings", workingDirectory);
	return pattern === undefined ? given : { ...given, pattern };
}
