import type { InvariantViolation, SystemStatus } from "../../status/system-status.ts";
import { version } from "../../status/version.ts";
import { builder } from "../schema-builder.ts";

const CoordinatorStatusType = builder.objectRef<SystemStatus["coordinator"]>("CoordinatorStatus").implement({
	description: "Who decides what runs. There is one active coordinator; others stand by.",
	fields: (t) => ({
		isActive: t.exposeBoolean("isActive", {
			description: "Whether the server that answers is the active coordinator.",
		}),
		epoch: t.exposeInt("epoch", { description: "Goes up with every change of leadership." }),
		holder: t.exposeString("holder", { description: "Who is active, or was last." }),
		activeSince: t.expose("activeSince", {
			type: "DateTime",
			nullable: true,
			description: "Since when; null when nobody is active.",
		}),
	}),
});

const InvariantViolationType = builder.objectRef<InvariantViolation>("InvariantViolation").implement({
	description: "Something that must never be and was found by the checker. Please report it.",
	fields: (t) => ({
		name: t.exposeString("name", { description: "Which invariant." }),
		message: t.exposeString("message", { description: "What was found, with which values." }),
		firstSeenAt: t.expose("firstSeenAt", { type: "DateTime", description: "When it was found first." }),
		count: t.exposeInt("count", { description: "How many times it was found." }),
	}),
});

const SystemType = builder.objectRef<SystemStatus>("System").implement({
	description: "This installation.",
	fields: (t) => ({
		version: t.string({ description: "Of Tilewright.", resolve: () => version }),
		instanceName: t.string({
			description: "What this installation is called, to tell several apart.",
			resolve: (_status, _arguments, context) => context.instanceName,
		}),
		now: t.field({
			type: "DateTime",
			description: "The server's clock: ages on a page are counted from it.",
			resolve: (_status, _arguments, context) => context.clock.now(),
		}),
		coordinator: t.field({
			type: CoordinatorStatusType,
			description: "Who decides what runs.",
			resolve: (status) => status.coordinator,
		}),
		databaseVersion: t.string({
			description: "Of Postgres.",
			resolve: async (_status, _arguments, context) => {
				const [row] = await context.database.query<{ server_version: string }>("show server_version");
				return row?.server_version ?? "";
			},
		}),
		bus: t.string({ description: "What messages travel on.", resolve: (status) => status.bus.description }),
		busIsConnected: t.boolean({
			description: "Whether the line to it is up.",
			resolve: (status) => status.bus.isConnected,
		}),
		invariantViolations: t.field({
			type: [InvariantViolationType],
			description: "What the checker found since this server started; empty when all is well.",
			resolve: (status) => [...status.invariantViolations],
		}),
	}),
});

builder.queryFields((t) => ({
	system: t.field({
		type: SystemType,
		description: "This installation.",
		resolve: (_root, _arguments, context) => context.systemStatus(),
	}),
}));
