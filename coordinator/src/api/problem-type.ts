import { builder } from "./schema-builder.ts";

export interface Problem {
	readonly code: string;
	readonly message: string;
}

export const ProblemType = builder.objectRef<Problem>("Problem").implement({
	description: "Something that is wrong, for people and for programs.",
	fields: (t) => ({
		code: t.exposeString("code", { description: "Stable; described in docs/errors.md." }),
		message: t.exposeString("message", { description: "What is wrong, with which values, and what to do." }),
	}),
});
