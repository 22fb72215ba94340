import { asProjectId, asTaskId } from "@tilewright/contract/ids";
import { type CommandRow, pageCommands } from "../../database/event-reads.ts";
import { connectionType, pageArguments, pageComplexity } from "../connection-type.ts";
import { readSmallId } from "../id-argument.ts";
import { answerPage } from "../page.ts";
import { ProblemType } from "../problem-type.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";
import { TaskType } from "../task/task-ref.ts";
import { onlyTaskOf } from "./only-task.ts";

const CommandType = builder.objectRef<CommandRow>("Command").implement({
	description: "What somebody asked for and what came of it. Kept for good: the audit.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "A UUID." }),
		kind: t.exposeString("kind", { description: "The name of the mutation." }),
		input: t.expose("input", { type: "JSON", description: "What was asked for." }),
		actor: t.exposeString("actor", { description: "Who asked." }),
		message: t.exposeString("message", { nullable: true, description: "Why, as they said." }),
		project: t.field({
			type: ProjectType,
			nullable: true,
			description: "What it concerns; null when it concerns no project or several.",
			resolve: (command) => command.projectId,
		}),
		task: t.field({
			type: TaskType,
			nullable: true,
			description: "The task it was about, where it names one and no more; null when that is no longer there.",
			resolve: (command, _arguments, context) => {
				const id = onlyTaskOf(command);
				return id === null ? null : TaskType.getDataloader(context).load(asTaskId(id));
			},
		}),
		summary: t.exposeString("summary", {
			nullable: true,
			description:
				"What was done, in a sentence; null when it was refused, waits, or was done before summaries were kept.",
		}),
		before: t.expose("before", { type: "JSON", nullable: true, description: "What was replaced." }),
		after: t.expose("after", { type: "JSON", nullable: true, description: "What it was replaced by." }),
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

const CommandFilterInput = builder.inputType("CommandFilter", {
	description: "Which commands; all that is given must hold.",
	fields: (t) => ({
		kinds: t.stringList({ description: "Of these mutations: `editGraph`, `changeTasks`, …" }),
		actor: t.string({ description: "Asked for by this person; upper and lower case are the same." }),
		since: t.field({ type: "DateTime", description: "Asked for then or later." }),
		until: t.field({ type: "DateTime", description: "Asked for before then." }),
		text: t.string({ description: "With this text in the summary, the message or what was asked for." }),
	}),
});

builder.queryFields((t) => ({
	commands: t.field({
		type: CommandConnection,
		description: "The audit: what was asked for, newest first.",
		args: {
			...pageArguments,
			projectId: t.arg.id({ description: "Only what concerns this project." }),
			filter: t.arg({ type: CommandFilterInput, description: "Only some of them." }),
		},
		complexity: pageComplexity,
		resolve: (_root, asked, context) => {
			const projectId = asked.projectId == null ? null : readSmallId(asked.projectId, "project", asProjectId);
			const filter = { ...asked.filter, projectId };
			return answerPage(asked, ["string", "string"], (request) => pageCommands(context.database, filter, request));
		},
	}),
}));
