import type { MessagePort } from "node:worker_threads";
import { describeError } from "@tilewright/contract/errors";

/** Functions of one argument, by name. */
export type Jobs = Readonly<Record<string, (order: never) => unknown>>;

export interface JobRequest {
	readonly id: number;
	readonly job: string;
	readonly order: unknown;
}

export type JobReply =
	| { readonly id: number; readonly result: unknown }
	| { readonly id: number; readonly problem: string };

export function serveJobs(port: MessagePort, jobs: Jobs): void {
	port.on("message", (request: JobRequest) => port.postMessage(perform(request, jobs)));
}

function perform({ id, job, order }: JobRequest, jobs: Jobs): JobReply {
	try {
		// Cast: FileThreads sends each job its own order.
		return { id, result: jobs[job]?.(order as never) };
	} catch (error) {
		return { id, problem: describeError(error) };
	}
}
