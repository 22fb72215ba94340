import type { Clock } from "@tilewright/contract/clock";
import type { Logger } from "pino";
import type { CommandGate } from "../commands/command.ts";
import type { Database } from "../database/database.ts";
import type { Models } from "../database/models/models.ts";
import type { ChangeFeed } from "../status/change-feed.ts";
import type { PaceKeeper } from "../status/pace/pace-keeper.ts";
import type { SystemStatus } from "../status/system-status.ts";
import type { WorkerReadings } from "../status/worker-readings.ts";

/** What resolvers and routes work with; the same for every request. */
export interface ApiServices {
	readonly database: Database;
	readonly models: Models;
	readonly commandGate: CommandGate;
	readonly changes: ChangeFeed;
	readonly pace: PaceKeeper;
	readonly workerReadings: WorkerReadings;
	readonly systemStatus: () => SystemStatus;
	readonly instanceName: string;
	/** Whether a mail server is configured. */
	readonly canSendMail: boolean;
	readonly clock: Clock;
	readonly logger: Logger;
}

/** One request, or one subscription. Loaders keep what they have read for as long as it lives. */
export interface ApiContext extends ApiServices {
	/** Who asks, for the audit. */
	readonly actor: string;
}
