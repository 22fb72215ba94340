import { builder } from "./schema-builder.ts";

/** Every mutation takes an input object with these; `message` is kept in the audit. */
export const IdInput = {
	project: idInput("ProjectIdInput", "project"),
	source: idInput("SourceIdInput", "source"),
	taskRepository: idInput("TaskRepositoryIdInput", "task repository"),
	taskDefinition: idInput("TaskDefinitionIdInput", "task definition"),
} as const;

function idInput(name: string, what: string) {
	return builder.inputType(name, {
		description: `Which ${what}, and why.`,
		fields: (t) => ({
			id: t.id({ required: true, description: `The ${what}'s id.` }),
			message: t.string({ description: messageDescription }),
		}),
	});
}

export const messageDescription = "Why; kept with the command for whoever looks later.";

export const SetPausedInput = builder.inputType("SetPausedInput", {
	description:
		"Holds back new work, or lets it go on. What runs goes on and its results are taken, unless it is stopped as well.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The project's or stage's id." }),
		isPaused: t.boolean({ required: true, description: "True holds back, false lets go on." }),
		reason: t.string({ description: "Shown as long as it is paused." }),
		stopRunning: t.boolean({ description: "When pausing: stops what runs as well; costs no retry." }),
		message: t.string({ description: messageDescription }),
	}),
});
