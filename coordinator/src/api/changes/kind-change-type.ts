import { type ChangedKind, type KindChange, mergeKindChanges } from "../../status/changed-kinds.ts";
import { enumType } from "../enum-type.ts";
import { builder } from "../schema-builder.ts";
import { merged, PushedStream } from "./pushed-stream.ts";

const ChangedKindEnum = enumType<ChangedKind>("ChangedKind", "What people look at besides projects and their tasks.", {
	taskDefinition: "Task definitions and their versions.",
	taskRepository: "Task repositories.",
	graph: "Graphs: one has a new version; `ids` are those of the projects.",
	command: "Commands: what people asked for, the audit.",
	event: "Events, new ones and acknowledged ones.",
	notificationRule: "Rules by which people are told.",
	notification: "Messages to people.",
	feedback: "Messages to the instrument.",
	outputDeletion: "Results of removed stages that are being deleted; `ids` are those of the stages.",
	clusterJob: "Pilots and batches; `ids` are those of their workers.",
	worker: "Workers, with every heartbeat.",
	system: "Which coordinator is active, the bus, the invariants.",
});

const KindChangeType = builder.objectRef<KindChange>("KindChange").implement({
	description: "Things of one kind that were added, changed or removed.",
	fields: (t) => ({
		kind: t.field({ type: ChangedKindEnum, description: "Which kind.", resolve: (change) => change.kind }),
		ids: t.exposeStringList("ids", { description: "Which ones; the newest of very many." }),
		projectIds: t.field({
			type: ["ID"],
			description: "The projects they belong to, where they belong to any.",
			resolve: (change) => change.projectIds.map(String),
		}),
		isComplete: t.exposeBoolean("isComplete", {
			description: "False where there were too many to name, or something may have been missed.",
		}),
	}),
});

builder.subscriptionFields((t) => ({
	changed: t.field({
		type: [KindChangeType],
		description:
			"Which kinds of things outside the projects' graphs have changed, at most five times a second, whoever changed them. The first message comes at once and is empty: read what is shown after it, and nothing is missed.",
		args: { kinds: t.arg({ type: [ChangedKindEnum], description: "Only these; without it all." }) },
		subscribe: (_root, { kinds }, context) => {
			const wanted = kinds == null ? null : new Set(kinds);
			const stream = new PushedStream<readonly KindChange[]>(merged(mergeKindChanges), () => stop());
			const stop = context.changes.subscribeToKinds((changes) => {
				const told = wanted === null ? changes : changes.filter(({ kind }) => wanted.has(kind));
				if (told.length > 0) stream.push(told);
			});
			stream.push([]);
			return stream;
		},
		resolve: (changes) => [...changes],
	}),
}));
