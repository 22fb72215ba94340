import { TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";

/** An argument of a query by the schema that commands use for the same thing. Throws ARGUMENT_INVALID. */
export function parseArgument<Schema extends z.ZodType>(
	schema: Schema,
	value: z.input<Schema>,
	name: string,
): z.output<Schema> {
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `"${name}" cannot be used: ${z.prettifyError(parsed.error)}`,
		fields: {
			issues: parsed.error.issues.map((issue) => ({ path: issue.path.map(String), message: issue.message })),
		},
	});
}
