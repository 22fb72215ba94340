import { TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";

const maximumNameLength = 200;

/** Names are for people: spaces at the ends are dropped, control characters refused. */
export const nameSchema = z
	.string()
	.trim()
	.min(1, "a name cannot be empty")
	.max(maximumNameLength)
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
	.regex(/^[^\u0000-\u001f\u007f]*$/, "a name has no control characters");

export const descriptionSchema = z.string().max(10_000);
export const prioritySchema = z.int().min(-1000).max(1000);
export const idSchema = z.int().nonnegative();
export const parametersSchema = z.record(z.string(), z.unknown());

export function nameTaken(what: string, name: string, owner: string): TilewrightError {
	return new TilewrightError({
		code: "NAME_TAKEN",
		message: `${what} "${name}" already exists ${owner}: choose another name (upper and lower case are the same).`,
		fields: { name },
	});
}

export function notFound(what: string, id: number | string): TilewrightError {
	return new TilewrightError({
		code: "NOT_FOUND",
		message: `There is no ${what} ${id} (any more).`,
		fields: { what, id },
	});
}

export function invalid(message: string, fields: Readonly<Record<string, unknown>> = {}): TilewrightError {
	return new TilewrightError({ code: "ARGUMENT_INVALID", message, fields });
}

/** A folder name from a stage's name: `Shift x+1` → `shift-x-1`. */
export function slugOf(name: string): string {
	const slug = name
		.normalize("NFKD")
		.replace(/\p{M}/gu, "")
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, "-")
		.replace(/^-+|-+$/g, "");
	return slug === "" ? "stage" : slug;
}
