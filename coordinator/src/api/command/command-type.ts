import { asProjectId } from "@tilewright/contract/ids";
import { type CommandRow, pageCommands } from "../../database/event-reads.ts";
import { connectionType, pageArguments, pageComplexity } from "../connection-type.ts";
import { readSmallId } from "../id-argument.ts";
import { answerPage } from "../page.ts";
import { ProblemType } from "../problem-type.ts";
import { builder } from "../schema-builder.ts";

const CommandType = builder.objectRef<CommandRow>("Command").implement({
	description: "What somebody asked for and what came of it. Kept for good: the audit.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "A UUID." }),
		kind: t.exposeString("kind", { description: "The name of the mutation." }),
		input: t.expose("input", { type: "JSON", description: "What was asked for." }),
		actor: t.exposeString("actor", { description: "Who asked." }),
		message: t.exposeString("message", { nullable: true, description: "Why, as they said." }),
		createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was asked for." }),
		finishedAt: t.expose("finishedAt", {
			type: "DateTime",
			nullable: true,
			description: "When it was done or refused; null while it waits for an active coordinator.",
		}),
		result: t.expose("result", { type: "JSON", nullable: true, description: "What came of it." }),
		problem: t.field({
			type: ProblemType,
			nullable: true,
			description: "Why it was refused.",
			resolve: (command) => command.problem,
		}),
	}),
});

const CommandConnection = connectionType("Command", CommandType);

builder.queryFields((t) => ({
	commands: t.field({
		type: CommandConnection,
		description: "The audit: what was asked for, newest first.",
		args: { ...pageArguments, projectId: t.arg.id({ description: "Only what concerns this project." }) },
		complexity: pageComplexity,
		resolve: (_root, asked, context) => {
			const projectId = asked.projectId == null ? null : readSmallId(asked.projectId, "project", asProjectId);
			return answerPage(asked, ["string", "string"], (request) => pageCommands(context.database, projectId, request));
		},
	}),
}));
