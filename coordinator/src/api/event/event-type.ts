import type { EventRow } from "../../database/event-reads.ts";
import { connectionType } from "../connection-type.ts";
import { SeverityEnum } from "../enums.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";

export const EventType = builder.objectRef<EventRow>("Event").implement({
	description: "Something that happened and that a person should be able to read later.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Only grows." }),
		at: t.expose("at", { type: "DateTime", description: "When it happened." }),
		severity: t.field({ type: SeverityEnum, description: "How much it matters.", resolve: (event) => event.severity }),
		kind: t.exposeString("kind", { description: "What kind of thing happened, for programs." }),
		message: t.exposeString("message", { description: "What happened, for people." }),
		fields: t.expose("fields", { type: "JSON", description: "The values the message speaks of." }),
		acknowledgedAt: t.expose("acknowledgedAt", {
			type: "DateTime",
			nullable: true,
			description: "When somebody has seen it; null while it is open, and for what is no alarm.",
		}),
		acknowledgedBy: t.exposeString("acknowledgedBy", {
			nullable: true,
			description: "Who has seen it; `tilewright` where its cause went away by itself.",
		}),
		project: t.field({
			type: ProjectType,
			nullable: true,
			description: "Where it happened.",
			resolve: (event) => event.projectId,
		}),
		stage: t.field({
			type: StageType,
			nullable: true,
			description: "Where it happened.",
			resolve: (event) => event.stageId,
		}),
	}),
});

export const EventConnection = connectionType("Event", EventType);
