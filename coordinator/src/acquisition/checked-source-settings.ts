import { TilewrightError } from "@tilewright/contract/errors";
import {
	type AnnouncedSourceSettings,
	announcedSourceSettingsSchema,
	type DirectorySourceSettings,
	directorySourceSettingsSchema,
	type ListSourceSettings,
	listSourceSettingsSchema,
	type SourceKind,
} from "@tilewright/contract/source-settings";
import { z } from "zod";
import { checkFieldsExist } from "./directory/lattice-rules.ts";
import { parsePathPattern } from "./directory/path-pattern.ts";
import { checkTemplate } from "./directory/path-template.ts";
import { parseTilePath } from "./tile-path.ts";

export type CheckedSourceSettings =
	| { readonly kind: "list"; readonly settings: ListSourceSettings }
	| { readonly kind: "directory"; readonly settings: DirectorySourceSettings }
	| { readonly kind: "announced"; readonly settings: AnnouncedSourceSettings };

/**
 * A source's settings with their defaults, checked as far as can be without looking at files. Throws
 * ARGUMENT_INVALID, or PATH_PATTERN_INVALID with the column.
 */
export function checkSourceSettings(kind: SourceKind, settings: unknown): CheckedSourceSettings {
	switch (kind) {
		case "list": {
			const list = parse(listSourceSettingsSchema, kind, settings);
			for (const name of list.listFiles) checkPathBelowRoot("listFiles", name);
			return { kind, settings: list };
		}
		case "directory": {
			const directory = parse(directorySourceSettingsSchema, kind, settings);
			const pattern = parsePathPattern(directory.pattern);
			checkFieldsExist(directory, pattern);
			for (const template of directory.companions) checkTemplate(template, "companions", pattern);
			if (directory.sentinel !== null) checkTemplate(directory.sentinel, "sentinel", pattern);
			if (directory.manifest !== null) checkPathBelowRoot("manifest", directory.manifest);
			if (directory.finishedMarker !== null) checkPathBelowRoot("finishedMarker", directory.finishedMarker);
			if (directory.manifest !== null && directory.sentinel !== null) {
				throw invalid('"manifest" and "sentinel" cannot both decide when a file is complete; set one of them.');
			}
			return { kind, settings: directory };
		}
		case "announced":
			return { kind, settings: parse(announcedSourceSettingsSchema, kind, settings) };
	}
}

function parse<Schema extends z.ZodType>(schema: Schema, kind: SourceKind, settings: unknown): z.output<Schema> {
	const parsed = schema.safeParse(settings ?? {});
	if (parsed.success) return parsed.data;
	throw invalid(`The settings do not fit a source of kind "${kind}": ${z.prettifyError(parsed.error)}`);
}

function checkPathBelowRoot(purpose: string, path: string): void {
	try {
		parseTilePath(path);
	} catch (cause) {
		throw invalid(
			`"${purpose}" of the source's settings must be a path below the source's root, not "${path}".`,
			cause,
		);
	}
}

function invalid(message: string, cause?: unknown): TilewrightError {
	return new TilewrightError({ code: "ARGUMENT_INVALID", message, cause });
}
